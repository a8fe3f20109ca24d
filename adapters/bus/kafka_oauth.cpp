#include "adapters/bus/kafka_oauth.hpp"

#include <algorithm>
#include <array>
#include <future>
#include <vector>

#include "adapters/bus/kafka_client.hpp"
#include "schemas/base64.hpp"
#include "schemas/json.hpp"

namespace tocsin::kafka {
namespace {

constexpr std::string_view kMethod = "sasl.oauthbearer.method";
constexpr std::string_view kClientId = "sasl.oauthbearer.client.id";
constexpr std::string_view kClientSecret = "sasl.oauthbearer.client.secret";
constexpr std::string_view kScope = "sasl.oauthbearer.scope";
constexpr std::string_view kExtensions = "sasl.oauthbearer.extensions";
constexpr std::string_view kTokenUrl = "sasl.oauthbearer.token.endpoint.url";
constexpr std::array kNames = {kMethod, kClientId, kClientSecret, kScope, kExtensions, kTokenUrl};
constexpr std::string_view kOidc = "oidc";

constexpr Duration kPatience{10'000};
constexpr std::size_t kMaxAnswer = 64 * 1024;
/// Where the answer does not say how long the token is good.
constexpr std::chrono::seconds kUnsaidLifetime{300};

std::string ValueOf(const std::map<std::string, std::string>& properties, std::string_view name) {
  const auto found = properties.find(std::string(name));
  return found == properties.end() ? "" : found->second;
}

/// "name=value,name=value", as librdkafka takes them.
Result<std::map<std::string, std::string>> ReadExtensions(std::string_view text) {
  std::map<std::string, std::string> extensions;
  while (!text.empty()) {
    const auto part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const auto equals = part.find('=');
    if (equals == std::string_view::npos || equals == 0)
      return Fail(
          ErrorKind::kInvalid,
          "setting bus.client." + std::string(kExtensions) + ": write NAME=VALUE,NAME=VALUE",
          std::string(kWhere));
    extensions.emplace(part.substr(0, equals), part.substr(equals + 1));
  }
  return extensions;
}

/// What a signed token says about itself (RFC 7519): its second part, which the broker verifies;
/// here it only names the principal and the end. Empty for a token that is not of that form.
json::object ClaimsOf(std::string_view token) {
  const auto first = token.find('.');
  const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
  if (second == std::string_view::npos) return {};
  std::string part(token.substr(first + 1, second - first - 1));
  std::ranges::replace(part, '-', '+');
  std::ranges::replace(part, '_', '/');
  const auto bytes = DecodeBase64(part);
  auto claims = bytes ? ParseJson(*bytes) : Result<json::value>(json::value());
  return claims && claims->is_object() ? std::move(claims->get_object()) : json::object();
}

std::optional<std::int64_t> Seconds(const json::object& from, std::string_view name) {
  const auto* found = from.if_contains(name);
  if (found == nullptr || !found->is_number()) return std::nullopt;
  return static_cast<std::int64_t>(found->to_number<double>());
}

}  // namespace

bool IsOAuthProperty(std::string_view name) {
  return std::ranges::find(kNames, name) != kNames.end();
}

Status CheckOAuthProperty(std::string_view name, std::string_view value) {
  const auto refuse = [&](const std::string& why) {
    return Fail(ErrorKind::kInvalid, "setting bus.client." + std::string(name) + ": " + why,
                std::string(kWhere));
  };
  if (name == kMethod && value != "default" && value != kOidc)
    return refuse("it is 'default' or 'oidc'");
  if (name == kTokenUrl && !value.starts_with("https://") && !value.starts_with("http://"))
    return refuse("an address that begins with https:// is needed");
  if (name == kExtensions) TRY(ReadExtensions(value));
  return {};
}

Result<std::optional<OAuthOptions>> OAuthOptionsOf(
    const std::map<std::string, std::string>& properties) {
  for (const auto& [name, value] : properties) TRY(CheckOAuthProperty(name, value));
  if (ValueOf(properties, kMethod) != kOidc) return std::nullopt;
  for (const auto needed : {kTokenUrl, kClientId, kClientSecret})
    if (ValueOf(properties, needed).empty())
      return Fail(ErrorKind::kInvalid,
                  "setting bus.client." + std::string(kMethod) + ": with 'oidc' " +
                      std::string(needed) + " is needed too",
                  std::string(kWhere));
  OAuthOptions options{ValueOf(properties, kTokenUrl),
                       ValueOf(properties, kClientId),
                       Secret(ValueOf(properties, kClientSecret)),
                       ValueOf(properties, kScope),
                       {}};
  TRY_ASSIGN(options.extensions, ReadExtensions(ValueOf(properties, kExtensions)));
  return options;
}

TokenSource::TokenSource(OAuthOptions options, std::shared_ptr<HttpClient> http)
    : options_(std::move(options)), http_(std::move(http)) {}

void TokenSource::Refresh(rd_kafka_t* client) {
  const auto token = Current();
  if (!token) {
    rd_kafka_oauthbearer_set_token_failure(client, token.error().message.c_str());
    return;
  }
  std::vector<const char*> extensions;
  for (const auto& [name, value] : options_.extensions) {
    extensions.push_back(name.c_str());
    extensions.push_back(value.c_str());
  }
  std::array<char, 256> text{};
  const auto expires =
      std::chrono::duration_cast<std::chrono::milliseconds>(token->expires.time_since_epoch());
  if (rd_kafka_oauthbearer_set_token(client, token->text.c_str(), expires.count(),
                                     token->principal.c_str(), extensions.data(), extensions.size(),
                                     text.data(), text.size()) != RD_KAFKA_RESP_ERR_NO_ERROR)
    rd_kafka_oauthbearer_set_token_failure(
        client, ("the token of " + options_.token_url + " cannot be used: " + text.data()).c_str());
}

Result<TokenSource::Token> TokenSource::Current() {
  const std::lock_guard lock(mutex_);
  // A client asks when four fifths of its token's life are over; the one that asks first fetches,
  // the others get the same.
  const auto fresh = token_.asked + (token_.expires - token_.asked) / 2;
  if (!token_.text.empty() && Wall::now() < fresh) return token_;
  TRY_ASSIGN(token_, Ask());
  return token_;
}

Result<TokenSource::Token> TokenSource::Ask() const {
  HttpCall call;
  call.method = "POST";
  call.url = options_.token_url;
  call.timeout = kPatience;
  call.max_response_bytes = kMaxAnswer;
  call.repeatable = true;
  // RFC 6749, section 2.3.1: both parts are form-encoded before.
  call.headers = {
      {"Authorization", "Basic " + EncodeBase64(PercentEncode(options_.client_id) + ':' +
                                                PercentEncode(options_.client_secret.Reveal()))},
      {"Content-Type", "application/x-www-form-urlencoded"},
      {"Accept", "application/json"}};
  call.body = "grant_type=client_credentials";
  if (!options_.scope.empty()) call.body += "&scope=" + PercentEncode(options_.scope);
  std::promise<HttpOutcome> promise;
  const auto asked = Wall::now();
  http_->Send(std::move(call), [&](HttpOutcome outcome) { promise.set_value(std::move(outcome)); });
  const auto outcome = promise.get_future().get();
  if (!outcome)
    return Fail(Wrap(outcome.error().error, "asking " + options_.token_url + " for a token"));
  return Read(*outcome, asked);
}

Result<TokenSource::Token> TokenSource::Read(const HttpResponse& response,
                                             Wall::time_point asked) const {
  const auto refuse = [&](const std::string& why) {
    return Fail(ErrorKind::kTransient, "asking " + options_.token_url + " for a token: " + why,
                std::string(kWhere));
  };
  const auto body = ParseJson(response.body);
  const bool readable = body && body->is_object();
  if (response.status != 200) {
    // RFC 6749, section 5.2: `error` is one of a few words, such as invalid_client.
    const std::string word = readable ? std::string(StringAt(body->get_object(), "error")) : "";
    return refuse("it answers " + std::to_string(response.status) +
                  (word.empty() ? "" : " (" + word + ")"));
  }
  if (!readable) return refuse("its answer is no JSON object");
  const std::string text(StringAt(body->get_object(), "access_token"));
  if (text.empty()) return refuse("its answer has no access_token");
  const auto claims = ClaimsOf(text);
  Token token{text, std::string(StringAt(claims, "sub")), asked, asked + kUnsaidLifetime};
  if (token.principal.empty()) token.principal = options_.client_id;
  if (const auto lifetime = Seconds(body->get_object(), "expires_in"))
    token.expires = asked + std::chrono::seconds(*lifetime);
  else if (const auto end = Seconds(claims, "exp"))
    token.expires = Wall::time_point(std::chrono::seconds(*end));
  if (token.expires <= asked) return refuse("its token has expired already");
  return token;
}

}  // namespace tocsin::kafka
