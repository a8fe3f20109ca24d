#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "workers/bridge/webhook_signature.hpp"

namespace tocsin::bridge {

/// A webhook as it came over the wire: request line, headers, an empty line, the body to the last
/// byte. Lines end in LF or CRLF. kInvalid says what is missing.
Result<HttpRequest> ReadCapturedRequest(std::string_view text);

/// One thing that must be right for a webhook to be taken. Holds no secret.
struct WebhookCheck {
  std::string what;  ///< "header webhook-id", "clock", "signature"
  bool ok = false;
  std::string text = {};  ///< what was found, and what may be wrong
};

/// Headers, clock and signature of a webhook by Standard Webhooks, each by itself.
std::vector<WebhookCheck> ExamineStandard(const WebhookKey& key, const HttpRequest& request,
                                          TimePoint now);

/// The same of a way that says only yes or no: what `verify` says of the request, and if no,
/// whether it would say yes of one with another end of the body.
std::vector<WebhookCheck> ExamineWhole(const HttpRequest& request,
                                       const std::function<Status(const HttpRequest&)>& verify);

}  // namespace tocsin::bridge
