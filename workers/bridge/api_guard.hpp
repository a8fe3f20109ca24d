#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <unordered_map>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "workers/bridge/request_rates.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/runtime/http_router.hpp"

namespace tocsin::bridge {

/// Lets requests with a valid API key through: `Authorization: Bearer KEY` or `X-API-Key: KEY`,
/// compared by SHA-256. A key found valid is believed for ten seconds, so a revoked one works that
/// long at most. Requests are bounded per key, and those without a valid one per address; a key
/// that was valid before does not depend on what else comes from its address.
/// Thread-safe; refusals are problem+json.
class ApiGuard {
 public:
  struct Options {
    std::string static_key = {};  ///< from the settings, valid beside the stored ones; empty: none
    int requests_per_minute = 600;
  };
  ApiGuard(Options options, runtime::DatabasePool& database, const Clock& clock);

  /// `caller` identifies the key, without giving it away.
  using Admitted = std::function<void(HttpRequest, std::string caller, HttpRespond)>;
  /// Goes on with `admitted`, now or on a database thread, or answers 401, 429 or 503.
  void Check(HttpRequest request, HttpRespond respond, Admitted admitted);

 private:
  enum class Standing { kUnknown, kWasValid, kValid };
  Standing StandingOf(const std::string& hash);
  void Remember(const std::string& hash);
  void Forget(const std::string& hash);
  bool IsStatic(const std::string& hash) const;
  /// Answers 429 and returns true when the caller has used up its requests.
  bool TooMany(const std::string& caller, const HttpRespond& respond);
  void LookUp(std::string hash, HttpRequest request, HttpRespond respond, Admitted admitted);

  std::string static_hash_;
  runtime::DatabasePool& database_;
  const Clock& clock_;
  RequestRates rates_;
  std::mutex mutex_;
  std::unordered_map<std::string, TimePoint> valid_until_;
};

}  // namespace tocsin::bridge
