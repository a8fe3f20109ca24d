#pragma once

#include <functional>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/expression.hpp"
#include "adapters/http.hpp"
#include "adapters/metrics.hpp"
#include "workers/compose/settings/settings.hpp"
#include "workers/compose/workflow_files.hpp"
#include "workers/runtime/http_router.hpp"
#include "workers/runtime/role.hpp"
#include "workers/workflow/function_registry.hpp"
#include "workers/workflow/handler.hpp"

namespace tocsin::compose {

/// What the roles stand on; outlives them.
struct Outside {
  const Settings& settings;
  Store& store;
  Bus& bus;
  ExpressionEngine& engine;
  HttpClient& client;
  Metrics& metrics;
  const Clock& clock;
  std::string bus_id;
  int partitions = 12;
  std::string instance_id;
};

/// The workers of this process, wired to the outside. The only place that knows all three.
class Roles {
 public:
  Roles(Outside outside, std::set<std::string> workers, std::function<void(const Error&)> fatal);
  ~Roles();

  Status Start();
  void Stop();
  /// Puts changed workflows, resources and settings into force; on an error the former ones stay.
  Status Reload(const Settings& settings);
  HttpHandler& Http() { return router_; }

 private:
  std::unique_ptr<runtime::Role> MakeRole(const std::string& name, const runtime::Role::MakeHandler& handler);
  Status StartWorkflow();
  Status LoadDefinitions(const Settings& settings);
  std::string Missing();

  Outside outside_;
  std::set<std::string> workers_;
  std::function<void(const Error&)> fatal_;
  workflow::Functions functions_;
  workflow::DefinitionBook book_;
  bool workflow_files_bad_ = false;
  runtime::HttpRouter router_;
  std::vector<std::unique_ptr<runtime::Role>> roles_;
};

}  // namespace tocsin::compose
