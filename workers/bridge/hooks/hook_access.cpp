#include "workers/bridge/hooks/hook_access.hpp"

#include <algorithm>

#include "schemas/authentication_code.hpp"
#include "schemas/base64.hpp"
#include "schemas/hex.hpp"
#include "schemas/ids.hpp"
#include "schemas/letter_case.hpp"

namespace tocsin::bridge {
namespace {

using MaybeRefusal = std::optional<HttpResponse>;

constexpr std::string_view kTimestampMark = "{timestamp}";
constexpr std::string_view kBodyMark = "{body}";

/// Of texts whose lengths are secret too.
bool SameText(std::string_view given, std::string_view secret) {
  return SameSecret(Sha256(given), Sha256(secret));
}

/// What follows the scheme in the header Authorization; empty for another scheme.
std::string_view CredentialsOf(const HttpRequest& request, std::string_view scheme) {
  const auto header = HeaderValue(request.headers, "Authorization");
  if (header.size() <= scheme.size() || header[scheme.size()] != ' ' ||
      !EqualsIgnoringCase(header.substr(0, scheme.size()), scheme))
    return {};
  const auto rest = header.substr(scheme.size());
  return rest.substr(std::min(rest.find_first_not_of(' '), rest.size()));
}

HttpResponse NotAuthorised(std::string_view challenge, std::string_view detail) {
  HttpResponse response = Problem(401, "Unauthorized", detail);
  response.headers.emplace_back("WWW-Authenticate", challenge);
  return response;
}

HttpResponse Forbidden(std::string_view detail) { return Problem(403, "Forbidden", detail); }

MaybeRefusal RefusalOfBearer(const std::string& secret, const HttpRequest& request) {
  if (SameText(CredentialsOf(request, "Bearer"), secret)) return std::nullopt;
  return NotAuthorised("Bearer realm=\"tocsin\"",
                       "this hook takes 'Authorization: Bearer TOKEN' with the token of "
                       "security.webhooks");
}

MaybeRefusal RefusalOfBasic(const std::string& pair, const HttpRequest& request) {
  const auto given = DecodeBase64(CredentialsOf(request, "Basic"));
  if (given && SameText(*given, pair)) return std::nullopt;
  return NotAuthorised("Basic realm=\"tocsin\", charset=\"UTF-8\"",
                       "this hook takes the user and password of security.webhooks (Basic)");
}

std::string CodeOf(const BodySignatureSpec& spec, std::string_view text) {
  if (spec.algorithm == "sha1") return HmacSha1(spec.secret, text);
  if (spec.algorithm == "sha512") return HmacSha512(spec.secret, text);
  return HmacSha256(spec.secret, text);
}

/// What a base64 or hex text stands for; empty for one that is neither.
std::string DecodedSignature(const BodySignatureSpec& spec, std::string_view text) {
  if (spec.encoding == "base64") return DecodeBase64(text).value_or(std::string());
  std::string bytes;
  if (text.size() % 2 != 0) return bytes;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = HexValue(text[i]);
    const int low = HexValue(text[i + 1]);
    if (high < 0 || low < 0) return {};
    bytes += static_cast<char>(high * 16 + low);
  }
  return bytes;
}

/// The text that is signed, with what stands for its marks.
std::string SignedText(std::string_view shape, std::string_view timestamp, std::string_view body) {
  std::string text;
  while (!shape.empty()) {
    if (shape.starts_with(kTimestampMark)) {
      text += timestamp;
      shape.remove_prefix(kTimestampMark.size());
    } else if (shape.starts_with(kBodyMark)) {
      text += body;
      shape.remove_prefix(kBodyMark.size());
    } else {
      text += shape.front();
      shape.remove_prefix(1);
    }
  }
  return text;
}

MaybeRefusal RefusalOfSignature(const BodySignatureSpec& spec, const HttpRequest& request,
                                TimePoint now) {
  auto given = HeaderValue(request.headers, spec.header);
  if (given.empty())
    return Forbidden("this hook takes requests signed in the header " + spec.header);
  const std::string_view timestamp = spec.timestamp_header.empty()
                                         ? std::string_view()
                                         : HeaderValue(request.headers, spec.timestamp_header);
  if (!given.starts_with(spec.prefix)) given = {};
  given.remove_prefix(std::min(given.size(), spec.prefix.size()));
  const auto code = CodeOf(spec, SignedText(spec.signed_text, timestamp, request.body));
  if (!SameSecret(DecodedSignature(spec, given), code))
    return Forbidden("the signature in the header " + spec.header + " is not that of this body");
  if (!spec.timestamp_header.empty() && !IsNearWebhookTime(timestamp, now, spec.tolerance))
    return Forbidden("the time in the header " + spec.timestamp_header + " is not within " +
                     FormatDuration(spec.tolerance) + " of ours: sent again, or a clock is off");
  return std::nullopt;
}

MaybeRefusal RefusalOfStandard(const WebhookKey& key, const HttpRequest& request, TimePoint now) {
  const auto verified = key.Verify(
      HeaderValue(request.headers, "webhook-id"), HeaderValue(request.headers, "webhook-timestamp"),
      HeaderValue(request.headers, "webhook-signature"), request.body, now);
  if (verified) return std::nullopt;
  return Forbidden(verified.error().message + " (Standard Webhooks)");
}

const std::vector<IpNetwork>& ThisMachine() {
  static const std::vector<IpNetwork> networks = {*IpNetwork::Parse("127.0.0.0/8"),
                                                  *IpNetwork::Parse("::1")};
  return networks;
}

bool IsWithin(const std::vector<IpNetwork>& networks, std::string_view peer) {
  const auto address = ParseIpAddress(peer);
  return address && std::ranges::any_of(
                        networks, [&](const auto& network) { return network.Contains(*address); });
}

/// Behind a proxy that is not among http.trusted_proxies everybody seems to be on this machine.
bool IsForwarded(const HttpRequest& request) {
  return !HeaderValue(request.headers, "X-Forwarded-For").empty() ||
         !HeaderValue(request.headers, "Forwarded").empty();
}

}  // namespace

struct HookAccess::Way {
  std::string bearer, basic;  ///< basic: "user:password"
  std::optional<BodySignatureSpec> signature;
  std::optional<WebhookKey> standard;
  std::vector<IpNetwork> allow;
  std::vector<std::string> allow_texts;
  bool this_machine = false;  ///< open, without `allow`

  bool HasSecret() const {
    return !bearer.empty() || !basic.empty() || signature.has_value() || standard.has_value();
  }
  MaybeRefusal Refusal(const HttpRequest& request, TimePoint now) const {
    if (this_machine && (!IsWithin(ThisMachine(), request.peer) || IsForwarded(request)))
      return Forbidden(
          "this hook is open to its own machine only; give it a secret or 'allow' "
          "under security.webhooks");
    // Behind a proxy that nobody named, everybody has its address.
    if (!HasSecret() && request.forwarded)
      return Forbidden(
          "this hook knows its senders by their address alone, and a proxy that is not in "
          "http.trusted_proxies hides it; name the proxy there, or give the hook a secret under "
          "security.webhooks");
    if (!allow.empty() && !IsWithin(allow, request.peer))
      return Forbidden("this hook takes nothing from this address (security.webhooks, allow)");
    if (!bearer.empty()) return RefusalOfBearer(bearer, request);
    if (!basic.empty()) return RefusalOfBasic(basic, request);
    if (signature) return RefusalOfSignature(*signature, request, now);
    if (standard) return RefusalOfStandard(*standard, request, now);
    return std::nullopt;
  }

  std::string Describe() const {
    std::string text = !bearer.empty()  ? "bearer"
                       : !basic.empty() ? "basic"
                       : signature      ? "hmac"
                       : standard       ? "standard webhooks"
                                        : "open";
    if (this_machine) return text + " to this machine";
    for (std::size_t i = 0; i < allow_texts.size(); ++i)
      text += (i == 0 ? (text == "open" ? " to " : " from ") : ", ") + allow_texts[i];
    return text;
  }
};

HookAccess::HookAccess() = default;
HookAccess::~HookAccess() = default;

Result<HookAccess::Way> HookAccess::MakeWay(const HookWaySpec& spec, const std::string& path) {
  const auto bad = [&](const std::string& text) {
    return Fail(ErrorKind::kInvalid, path + text, "hooks");
  };
  const bool basic = !spec.basic_user.empty() || !spec.basic_password.empty();
  const int secrets = (spec.bearer.empty() ? 0 : 1) + (basic ? 1 : 0) + (spec.signature ? 1 : 0) +
                      (spec.standard.empty() ? 0 : 1);
  if (secrets > 1)
    return bad(
        ": one of bearer, basic, hmac and standard; another way in is another entry with "
        "the same hook");
  if (secrets == 0 && !spec.open && spec.allow.empty())
    return bad(
        ": it needs bearer, basic, hmac, standard or allow; 'open: true' opens the hook to "
        "this machine");
  if (secrets == 1 && spec.open) return bad(".open: a hook with a secret is not open");
  if (basic && (spec.basic_user.empty() || spec.basic_password.empty()))
    return bad(".basic: it needs both user and password");
  Way way;
  way.bearer = spec.bearer;
  if (basic) way.basic = spec.basic_user + ':' + spec.basic_password;
  if (spec.signature) {
    way.signature = spec.signature;
    auto& signature = *way.signature;
    if (signature.secret.empty()) return bad(".hmac.secret: it is empty");
    if (signature.header.empty()) return bad(".hmac.header: it is empty");
    if (signature.signed_text.empty())
      signature.signed_text = signature.timestamp_header.empty() ? "{body}" : "{timestamp}:{body}";
    if (signature.signed_text.find(kBodyMark) == std::string::npos)
      return bad(".hmac.signed: it must name {body}");
    const bool timed = signature.signed_text.find(kTimestampMark) != std::string::npos;
    if (timed == signature.timestamp_header.empty())
      return bad(".hmac.signed: {timestamp} belongs to hmac.timestamp_header, and it to that");
  }
  if (!spec.standard.empty()) {
    auto key = WebhookKey::Parse(spec.standard);
    if (!key) return bad(".standard: " + key.error().message);
    way.standard = *std::move(key);
  }
  for (const auto& text : spec.allow) {
    const auto network = IpNetwork::Parse(text);
    if (!network) return bad(".allow: '" + text + "' is no address or network");
    way.allow.push_back(*network);
    way.allow_texts.push_back(text);
  }
  way.this_machine = spec.open && spec.allow.empty();
  return way;
}

Result<std::shared_ptr<const HookAccess>> HookAccess::Create(const std::vector<HookWaySpec>& ways) {
  auto access = std::make_shared<HookAccess>();
  for (std::size_t i = 0; i < ways.size(); ++i) {
    TRY_ASSIGN(Way way, MakeWay(ways[i], "security.webhooks[" + std::to_string(i) + ']'));
    access->ways_[ways[i].hook].push_back(std::move(way));
  }
  return access;
}

std::optional<HttpResponse> HookAccess::Refusal(std::string_view hook, const HttpRequest& request,
                                                TimePoint now) const {
  std::optional<HttpResponse> first;
  const auto found = ways_.find(hook);
  if (found == ways_.end()) return Forbidden("this hook has no entry under security.webhooks");
  for (const Way& way : found->second) {
    auto refusal = way.Refusal(request, now);
    if (!refusal) return std::nullopt;
    if (!first) first = std::move(refusal);
  }
  return first;
}

std::vector<std::string> HookAccess::Describe(std::string_view hook) const {
  std::vector<std::string> ways;
  if (const auto found = ways_.find(hook); found != ways_.end())
    for (const Way& way : found->second) ways.push_back(way.Describe());
  return ways;
}

std::vector<std::string> HookAccess::Hooks() const {
  std::vector<std::string> names;
  for (const auto& [name, ways] : ways_) names.push_back(name);
  return names;
}

}  // namespace tocsin::bridge
