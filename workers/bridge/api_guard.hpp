#pragma once

#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

#include "adapters/clock.hpp"
#include "adapters/http.hpp"
#include "schemas/access_scope.hpp"
#include "schemas/tenant.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/runtime/http_router.hpp"
#include "workers/runtime/request_rates.hpp"

namespace tocsin::bridge {

/// Who sent a request that was let in.
struct Caller {
  std::string id;      ///< identifies the key, without giving it away
  std::string tenant;  ///< all that the request makes is this tenant's, and all that it sees
};

/// Lets requests with a valid API key of the right scope through: `Authorization: Bearer KEY` or
/// `X-API-Key: KEY`, compared by SHA-256. A key found valid is believed for ten seconds, and never
/// beyond its end, so a revoked one works that long at most. Requests are bounded per key, those
/// of a tenant other than the default one together, and those without a valid key per address; a
/// key that was valid before does not depend on what else comes from its address. Thread-safe;
/// refusals are problem+json.
class ApiGuard {
 public:
  struct Options {
    /// From the settings, valid beside the stored ones and for everything; empty: none.
    std::string static_key = {};
    int requests_per_minute = 600;
  };
  ApiGuard(Options options, runtime::DatabasePool& database, const Clock& clock);

  using Admitted = std::function<void(HttpRequest, Caller, HttpRespond)>;
  /// Goes on with `admitted`, now or on a database thread, or answers 401, 403, 429 or 503.
  void Check(AccessScope needed, HttpRequest request, HttpRespond respond, Admitted admitted);

 private:
  /// A key that was valid when it was looked up.
  struct Known {
    AccessScopes scopes;
    TimePoint until;  ///< believed so long
    std::string tenant{kDefaultTenant};
  };
  /// What has come through `Check`, on its way.
  struct Knock {
    AccessScope needed;
    HttpRequest request;
    HttpRespond respond;
    Admitted admitted;
  };
  std::optional<Known> KnownKey(const std::string& hash);
  Known Remember(const std::string& hash, const StoreDirectory::ApiKey& key);
  void Forget(const std::string& hash);
  /// Answers 429 and returns true when the caller has used up its requests.
  bool TooMany(const std::string& caller, const HttpRespond& respond);
  void LookUp(std::string hash, Knock knock);
  /// Whether a valid key may do what is asked of it.
  void Admit(std::string hash, const Known& known, Knock knock);

  std::string static_hash_;
  runtime::DatabasePool& database_;
  const Clock& clock_;
  runtime::RequestRates rates_;
  std::mutex mutex_;
  std::unordered_map<std::string, Known> known_;
};

}  // namespace tocsin::bridge
