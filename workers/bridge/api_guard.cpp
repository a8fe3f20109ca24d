#include "workers/bridge/api_guard.hpp"

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

}  // namespace

ApiGuard::ApiGuard(Options options, runtime::DatabasePool& database, const Clock& clock)
    : static_hash_(options.static_key.empty() ? std::string() : Sha256Hex(options.static_key)),
      database_(database),
      clock_(clock),
      rates_(options.requests_per_minute) {}

bool ApiGuard::IsStatic(const std::string& hash) const { return SameSecret(static_hash_, hash); }

ApiGuard::Standing ApiGuard::StandingOf(const std::string& hash) {
  if (IsStatic(hash)) return Standing::kValid;
  const std::lock_guard lock(mutex_);
  const auto found = valid_until_.find(hash);
  if (found == valid_until_.end()) return Standing::kUnknown;
  return clock_.Now() < found->second ? Standing::kValid : Standing::kWasValid;
}

void ApiGuard::Forget(const std::string& hash) {
  const std::lock_guard lock(mutex_);
  valid_until_.erase(hash);
}

void ApiGuard::Remember(const std::string& hash) {
  const std::lock_guard lock(mutex_);
  if (valid_until_.size() >= kMostRemembered) valid_until_.clear();
  valid_until_[hash] = clock_.Now() + kRemembered;
}

bool ApiGuard::TooMany(const std::string& caller, const HttpRespond& respond) {
  const auto wait = rates_.Take(caller, clock_.Now());
  if (!wait) return false;
  respond(WithRetryAfter(
      Problem(429, "Too Many Requests", "more requests than security.rates allows"), *wait));
  return true;
}

void ApiGuard::Check(HttpRequest request, HttpRespond respond, Admitted admitted) {
  const std::string_view key = KeyOf(request);
  if (key.empty() || key.size() > kLongestKey) {
    if (TooMany(request.peer, respond)) return;
    return respond(Unauthorised("this path needs an API key"));
  }
  std::string hash = Sha256Hex(key);
  const Standing standing = StandingOf(hash);
  if (standing != Standing::kValid) {
    if (standing == Standing::kUnknown && TooMany(request.peer, respond)) return;
    return LookUp(std::move(hash), std::move(request), std::move(respond), std::move(admitted));
  }
  if (TooMany(hash, respond)) return;
  admitted(std::move(request), std::move(hash), std::move(respond));
}

void ApiGuard::LookUp(std::string hash, HttpRequest request, HttpRespond respond,
                      Admitted admitted) {
  const auto away = [](const Error& error) {
    return WithRetryAfter(Problem(503, "Service Unavailable", error.message),
                          std::chrono::seconds(2));
  };
  auto job = [this, away, hash = std::move(hash), request = std::move(request), respond,
              admitted = std::move(admitted)](StoreSession&, StoreDirectory& directory) mutable {
    const auto valid = directory.KeyValid(hash);
    if (!valid) return respond(away(valid.error()));
    if (!*valid) {
      Forget(hash);
      return respond(Unauthorised("this API key is not known, or revoked"));
    }
    Remember(hash);
    if (TooMany(hash, respond)) return;
    admitted(std::move(request), std::move(hash), std::move(respond));
  };
  if (const auto posted = database_.Post(std::move(job)); !posted) respond(away(posted.error()));
}

}  // namespace tocsin::bridge
