#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/http.hpp"
#include "adapters/metrics.hpp"
#include "workers/bridge/deep_health.hpp"
#include "workers/runtime/database_pool.hpp"
#include "workers/runtime/http_router.hpp"

namespace tocsin::bridge {

/// One thing that `/ready` asks for beside the store.
struct ReadinessCheck {
  std::string name;               ///< "bus", "telephony", ...
  std::function<Status()> check;  ///< must not block; its error's text is shown
  bool needed = true;             ///< false: a fault is only a warning, the answer stays 200
};

struct StatusOptions {
  std::vector<ReadinessCheck> readiness = {};
  /// Told by /ready whatever its answer: name and text.
  std::vector<std::pair<std::string, std::string>> facts = {};
  std::shared_ptr<DeepHealth> deep = {};  ///< answers /health?deep=1; none: as /health
};

/// What the pages stand on; outlives them and their jobs.
struct StatusServices {
  runtime::DatabasePool& database;
  Producer& producer;
  Metrics& metrics;
};

/// What orchestrators and monitors ask every process for, whatever its roles, without a key: /,
/// /health, /voice/health, /ready and /metrics. Routes share it. Thread-safe.
class StatusPages : public std::enable_shared_from_this<StatusPages> {
 public:
  static std::shared_ptr<StatusPages> Create(StatusOptions options, StatusServices services);
  void AddRoutes(runtime::HttpRouter& router);

 private:
  StatusPages(StatusOptions options, StatusServices services);
  void Add(runtime::HttpRouter& router, std::string_view path,
           std::function<void(const HttpRequest&, HttpRespond)> answer);
  void Ready(HttpRespond respond);

  StatusOptions options_;
  StatusServices services_;
};

}  // namespace tocsin::bridge
