#pragma once

#include <string>
#include <string_view>

#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin::phone {

/// How often a webhook is tried and how long it may take: the carrier's connection overrides,
/// written in the URL's fragment (`https://host/path#rc=3&rp=all&rt=5000`).
struct RetryPolicy {
  int retries = 1;                            ///< rc, 0 to 5
  bool on_connect = true;                     ///< rp=ct: no connection
  bool on_read = false;                       ///< rp=rt: no answer in time
  bool on_client_error = false;               ///< rp=4xx
  bool on_server_error = false;               ///< rp=5xx
  Duration read = std::chrono::seconds(15);   ///< rt
  Duration total = std::chrono::seconds(15);  ///< tt
};

struct WebhookUrl {
  std::string url;  ///< as given, without the fragment: this is what is signed
  RetryPolicy retry;
};

/// kInvalid for what is not an http(s) URL with a host, or for a host with an underscore.
Result<WebhookUrl> ParseWebhookUrl(std::string_view text);
/// A reference of a TwiML document made absolute by the document's own URL (RFC 3986, without dot
/// segments).
std::string ResolveUrl(std::string_view base, std::string_view reference);

}  // namespace tocsin::phone
