#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>

#include "adapters/expression/jq.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/log_bus.hpp"
#include "fakes/scripted_http_client.hpp"
#include "fakes/scripted_store.hpp"
#include "workers/runtime/role.hpp"
#include "workers/workflow/definition_set.hpp"
#include "workers/workflow/function_registry.hpp"
#include "workers/workflow/handler.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

inline Functions Catalog() {
  FunctionRegistry registry;
  RegisterFunctionAll(registry);
  return Functions(std::move(registry));
}

/// The workflow role with one definition, on a bus with two partitions and a store in memory.
class WorkflowWorld {
 public:
  explicit WorkflowWorld(std::string_view yaml, int shards = 1) {
    const auto resources = ParseResources({}, "").resources;
    auto parsed = ParseDefinition(yaml, "test.yaml", *engine_, functions_, resources.get());
    Check(parsed.definition != nullptr, "a test's workflow has errors");
    const auto id = (*store.OpenSession())
                        ->PutDefinition({0, std::string(parsed.definition->Namespace()),
                                         std::string(parsed.definition->Name()), "1.0.0", "h",
                                         std::string(yaml)});
    book_.Remember(*id, parsed.definition);
    book_.Activate(std::make_shared<const DefinitionSet>(
        std::vector<KnownDefinition>{{*id, parsed.definition}}, std::vector<KnownDefinition>{},
        resources));
    runtime::RoleOptions options;
    options.role = "workflow";
    options.group = "test-workflow";
    options.topics = {"tocsin.alerts"};
    options.bus_id = "log";
    options.shards = shards;
    options.partitions = 2;
    role_ = std::make_unique<runtime::Role>(
        std::move(options), store, bus, *engine_, clock_, metrics_,
        [this](runtime::ShardServices& services) {
          return std::make_unique<WorkflowHandler>(WorkflowOptions{}, services, book_, client);
        },
        [](const Error&) {});
  }
  ~WorkflowWorld() { role_->Stop(std::chrono::milliseconds(10)); }

  /// A key that lies in the partition.
  static std::string KeyIn(int partition) {
    for (int i = 0;; ++i)
      if (PartitionOf("k" + std::to_string(i), 2) == partition) return "k" + std::to_string(i);
  }
  void Raise(const std::string& alert, const std::string& event_id, int partition = 0,
             const std::string& type = "tocsin.alert.raised") {
    Event event;
    event.id = event_id;
    event.source = "/test";
    event.type = type;
    event.subject = KeyIn(partition);
    event.data = R"({"title":"x","alert_id":")" + alert + "\"}";
    OutgoingRecord record = runtime::EventCodec::Encode(event, "tocsin");
    record.topic = "tocsin.alerts";
    bus.Append(std::move(record));
    ++raised_[{"tocsin.alerts", partition}];
  }
  bool Start() {
    return role_->Start() && bus.Assign({{"tocsin.alerts", 0}, {"tocsin.alerts", 1}}).has_value();
  }
  static bool Eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (!condition()) {
      if (std::chrono::steady_clock::now() >= deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }
  /// All that was raised is handled, and what follows is on the bus.
  bool Done() {
    auto& tables = store.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    const auto& positions = tables.positions[{"workflow", "log"}];
    for (const auto& [at, count] : raised_) {
      const auto found = positions.find(at);
      if (found == positions.end() || found->second != count) return false;
    }
    return tables.outbox.empty();
  }
  std::size_t Actions() const { return bus.All("tocsin.actions").size(); }

 private:
  std::map<TopicPartition, std::int64_t> raised_;
  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  Functions functions_ = Catalog();
  DefinitionBook book_{*engine_, functions_};
  SystemClock clock_;
  fakes::FakeMetrics metrics_;

 public:
  fakes::ScriptedHttpClient client;
  fakes::ScriptedStore store;
  fakes::LogBus bus{2};

 private:
  std::unique_ptr<runtime::Role> role_;
};

}  // namespace tocsin::workflow
