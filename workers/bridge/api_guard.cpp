#include "workers/bridge/api_guard.hpp"

#include <algorithm>

#include "schemas/authentication_code.hpp"
#include "schemas/ids.hpp"
#include "schemas/letter_case.hpp"
#include "workers/bridge/problems.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kMostRemembered = 1'000;
constexpr Duration kRemembered = std::chrono::seconds(10);
constexpr std::size_t kLongestKey = 512;

std::string_view KeyOf(const HttpRequest& request) {
  static constexpr std::string_view kBearer = "bearer ";
  const auto authorization = HeaderValue(request.headers, "Authorization");
  const bool bearer = authorization.size() > kBearer.size() &&
                      EqualsIgnoringCase(authorization.substr(0, kBearer.size()), kBearer);
  if (!bearer) return HeaderValue(request.headers, "X-API-Key");
  const auto key = authorization.find_first_not_of(' ', kBearer.size());
  return key == std::string_view::npos ? std::string_view() : authorization.substr(key);
}

HttpResponse Unauthorised(std::string_view why) {
  HttpResponse response = Problem(401, "Unauthorized",
                                  std::string(why) +
                                      "; make a key with 'tocsin keys create NAME' and send it as "
                                      "'Authorization: Bearer KEY' or "
                                      "'X-API-Key: KEY'");
  response.headers.emplace_back("WWW-Authenticate", "Bearer realm=\"tocsin\"");
  return response;
}

/// RFC 6750, section 3.1.
HttpResponse Forbidden(AccessScope needed, const AccessScopes& given) {
  const std::string word(WordOf(needed));
  std::string has;
  for (const auto& scope : given.Words()) has += (has.empty() ? "" : ", ") + scope;
  HttpResponse response =
      Problem(403, "Forbidden",
              "this path needs the scope " + word + ", and this API key has " +
                  (has.empty() ? "none that this release knows" : has) +
                  "; make a key with 'tocsin keys create NAME --scope " + word + "'",
              {{"missing_scope", word}});
  response.headers.emplace_back(
      "WWW-Authenticate",
      "Bearer realm=\"tocsin\", error=\"insufficient_scope\", scope=\"" + word + '"');
  return response;
}

/// Why this is no valid key; nothing when it is one.
std::optional<std::string> FaultOf(const std::optional<StoreDirectory::ApiKey>& key,
                                   TimePoint now) {
  if (!key || key->revoked) return "this API key is not known, or revoked";
  if (!key->ValidAt(now)) return "this API key ended at " + FormatTime(*key->expires);
  return std::nullopt;
}

}  // namespace

ApiGuard::ApiGuard(Options options, runtime::DatabasePool& database, const Clock& clock)
    : static_hash_(options.static_key.empty() ? std::string() : Sha256Hex(options.static_key)),
      database_(database),
      clock_(clock),
      rates_(options.requests_per_minute) {}

std::optional<ApiGuard::Known> ApiGuard::KnownKey(const std::string& hash) {
  if (SameSecret(static_hash_, hash)) return Known{{AccessScope::kAdmin}, TimePoint::max()};
  const std::lock_guard lock(mutex_);
  const auto found = known_.find(hash);
  return found == known_.end() ? std::nullopt : std::optional(found->second);
}

void ApiGuard::Forget(const std::string& hash) {
  const std::lock_guard lock(mutex_);
  known_.erase(hash);
}

ApiGuard::Known ApiGuard::Remember(const std::string& hash, const StoreDirectory::ApiKey& key) {
  const std::lock_guard lock(mutex_);
  if (known_.size() >= kMostRemembered) known_.clear();
  const TimePoint until = clock_.Now() + kRemembered;
  return known_[hash] = {key.scopes, key.expires ? std::min(until, *key.expires) : until,
                         key.tenant};
}

bool ApiGuard::TooMany(const std::string& caller, const HttpRespond& respond) {
  const auto wait = rates_.Take(caller, clock_.Now());
  if (!wait) return false;
  respond(WithRetryAfter(
      Problem(429, "Too Many Requests", "more requests than security.rates allows"), *wait));
  return true;
}

void ApiGuard::Check(AccessScope needed, HttpRequest request, HttpRespond respond,
                     Admitted admitted) {
  const std::string_view key = KeyOf(request);
  if (key.empty() || key.size() > kLongestKey) {
    if (TooMany(request.peer, respond)) return;
    return respond(Unauthorised("this path needs an API key"));
  }
  std::string hash = Sha256Hex(key);
  const auto known = KnownKey(hash);
  if (!known && TooMany(request.peer, respond)) return;
  Knock knock{needed, std::move(request), std::move(respond), std::move(admitted)};
  if (!known || clock_.Now() >= known->until) return LookUp(std::move(hash), std::move(knock));
  Admit(std::move(hash), *known, std::move(knock));
}

void ApiGuard::Admit(std::string hash, const Known& known, Knock knock) {
  // Several keys of a tenant are no more than one.
  if (TooMany(known.tenant == kDefaultTenant ? hash : "tenant/" + known.tenant, knock.respond))
    return;
  if (!known.scopes.Allows(knock.needed))
    return knock.respond(Forbidden(knock.needed, known.scopes));
  knock.admitted(std::move(knock.request), {std::move(hash), known.tenant},
                 std::move(knock.respond));
}

void ApiGuard::LookUp(std::string hash, Knock knock) {
  const auto away = [](const Error& error) {
    return WithRetryAfter(Problem(503, "Service Unavailable", error.message),
                          std::chrono::seconds(2));
  };
  const HttpRespond respond = knock.respond;
  auto job = [this, away, hash = std::move(hash), knock = std::move(knock)](
                 StoreSession&, StoreDirectory& directory) mutable {
    const auto key = directory.UseKey(hash);
    if (!key) return knock.respond(away(key.error()));
    if (const auto fault = FaultOf(*key, clock_.Now())) {
      Forget(hash);
      return knock.respond(Unauthorised(*fault));
    }
    const Known known = Remember(hash, **key);
    Admit(std::move(hash), known, std::move(knock));
  };
  if (const auto posted = database_.Post(std::move(job)); !posted) respond(away(posted.error()));
}

}  // namespace tocsin::bridge
