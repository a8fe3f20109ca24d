#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/ip_network.hpp"
#include "workers/bridge/webhook_signature.hpp"

namespace tocsin::bridge {

/// A keyed hash of the body in a header, as GitHub, Grafana and others send it.
struct BodySignatureSpec {
  std::string secret;
  std::string header;
  std::string algorithm = "sha256";  ///< sha1, sha256 or sha512
  std::string encoding = "hex";      ///< hex or base64
  std::string prefix = {};           ///< before the signature in the header: "sha256="
  /// With the time of sending in seconds since 1970, which is signed too; empty: none.
  std::string timestamp_header = {};
  /// What is signed: a text with {timestamp} and {body}; empty: {body}, or {timestamp}:{body}
  /// where there is a header with the time.
  std::string signed_text = {};
  Duration tolerance = std::chrono::minutes(5);  ///< how far that time may be from ours
};

/// One entry of `security.webhooks`: a way into a hook. All of it that is given must hold.
struct HookWaySpec {
  std::string hook;
  std::string bearer = {};
  std::string basic_user = {}, basic_password = {};
  std::optional<BodySignatureSpec> signature = {};
  std::string standard = {};            ///< secret of Standard Webhooks
  std::vector<std::string> allow = {};  ///< addresses or networks
  bool open = false;                    ///< no secret: from this machine only, or from `allow`
};

/// Who may send to which hook. Immutable, thread-safe. Secrets are compared in a time that does not
/// depend on where they differ, and are in no answer.
class HookAccess {
 public:
  HookAccess();
  ~HookAccess();
  HookAccess(const HookAccess&) = delete;
  HookAccess& operator=(const HookAccess&) = delete;

  /// kInvalid names the entry ("security.webhooks[1].hmac: ...") and what is wrong with it: more
  /// than one kind of secret, none and neither `allow` nor `open`, a key that is none.
  static Result<std::shared_ptr<const HookAccess>> Create(const std::vector<HookWaySpec>& ways);

  /// Whether the hook has an entry of its own; one without takes an API key.
  bool Knows(std::string_view hook) const { return ways_.contains(hook); }
  /// Nothing when one of the hook's ways lets the request in at `now`; else the answer: 401 without
  /// the right password or token, 403 for a wrong signature or address.
  std::optional<HttpResponse> Refusal(std::string_view hook, const HttpRequest& request,
                                      TimePoint now) const;
  /// "bearer", "hmac from 10.0.0.0/8", for people; empty for a hook without an entry.
  std::vector<std::string> Describe(std::string_view hook) const;
  std::vector<std::string> Hooks() const;

 private:
  struct Way;
  static Result<Way> MakeWay(const HookWaySpec& spec, const std::string& path);

  std::map<std::string, std::vector<Way>, std::less<>> ways_;
};

}  // namespace tocsin::bridge
