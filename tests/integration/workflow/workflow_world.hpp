#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "adapters/expression/jq.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/log_bus.hpp"
#include "fakes/scripted_http_client.hpp"
#include "fakes/scripted_store.hpp"
#include "workers/runtime/role.hpp"
#include "workers/workflow/language/definition_set.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/resources.hpp"
#include "workers/workflow/worker/handler.hpp"

namespace tocsin::workflow {

inline Functions Catalog() {
  FunctionRegistry registry;
  RegisterFunctionAll(registry);
  return Functions(std::move(registry));
}

/// The workflow role with these definitions, on a bus and a store in memory.
class WorkflowWorld {
 public:
  explicit WorkflowWorld(const std::vector<std::string>& workflows, WorkflowOptions given = {},
                         int shards = 1) {
    const auto resources = ParseResources({}, "").resources;
    auto session = *store_.OpenSession();
    std::vector<KnownDefinition> known;
    for (const auto& text : workflows) {
      auto parsed = ParseDefinition(text, "test.yaml", *engine_, functions_, resources.get());
      if (!parsed.definition) throw std::runtime_error(FormatFinding(parsed.findings.at(0)));
      const auto id = session->PutDefinition(
          {0, parsed.definition->Namespace(), parsed.definition->Name(),
           parsed.definition->Version(), std::to_string(known.size()), text});
      book_.Remember(*id, parsed.definition);
      known.push_back({*id, parsed.definition});
    }
    book_.Activate(std::make_shared<const DefinitionSet>(
        std::move(known), std::vector<KnownDefinition>{}, resources));
    runtime::RoleOptions options;
    options.role = "workflow";
    options.group = "test-workflow";
    options.topics = {kTopic};
    options.bus_id = "log";
    options.shards = shards;
    options.partitions = 2;
    role_ = std::make_unique<runtime::Role>(
        std::move(options), store_, bus_, *engine_, clock_, metrics_,
        [this, given](runtime::ShardServices& services) {
          return std::make_unique<WorkflowHandler>(given, services, book_, client_);
        },
        [](const Error&) {});
  }
  ~WorkflowWorld() { role_->Stop(std::chrono::milliseconds(10)); }

  /// Puts an event on the bus.
  void Put(const std::string& type, const std::string& event_id, const std::string& data,
           const std::string& time = "", int partition = 0) {
    Event event;
    event.id = event_id;
    event.source = "/test";
    event.type = type;
    event.time = time;
    event.data = data;
    Put(event, partition);
  }
  /// The same as it is, keyed for that partition.
  void Put(Event event, int partition = 0) {
    event.subject = KeyIn(partition);
    auto record = runtime::EventCodec::Encode(event, "tocsin");
    record.topic = kTopic;
    bus_.Append(std::move(record));
    ++put_[partition];
  }
  void Raise(const std::string& alert, const std::string& event_id, const std::string& time = "") {
    Put("tocsin.alert.raised", event_id, R"({"title":"x","alert_id":")" + alert + "\"}", time);
  }
  void Resolve(const std::string& alert, const std::string& event_id) {
    Put("tocsin.alert.resolved", event_id, R"({"alert_id":")" + alert + "\"}");
  }
  /// Waits until all that was put on the bus is handled and what follows is on the bus.
  bool Handle() {
    if (!started_ && (!role_->Start() || !bus_.Assign({{kTopic, 0}, {kTopic, 1}}))) return false;
    started_ = true;
    return Eventually([this] { return Done(); });
  }
  static bool Eventually(const std::function<bool()>& condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!condition()) {
      if (std::chrono::steady_clock::now() >= deadline) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return true;
  }
  std::vector<Record> All(const std::string& topic) const { return bus_.All(topic); }
  MemoryStore& Memory() { return store_.Memory(); }
  fakes::ScriptedHttpClient& Client() { return client_; }

 private:
  bool Done() {
    auto& tables = store_.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    const auto& positions = tables.positions[{"workflow", "log"}];
    for (const auto& [partition, count] : put_) {
      const auto found = positions.find({kTopic, partition});
      if (found == positions.end() || found->second < count) return false;
    }
    return tables.outbox.empty();
  }
  static std::string KeyIn(int partition) {
    for (int i = 0;; ++i)
      if (PartitionOf("k" + std::to_string(i), 2) == partition) return "k" + std::to_string(i);
  }

  static constexpr const char* kTopic = "tocsin.alerts";
  std::map<int, std::int64_t> put_;  ///< by partition
  bool started_ = false;
  std::unique_ptr<ExpressionEngine> engine_ = MakeJqEngine();
  Functions functions_ = Catalog();
  DefinitionBook book_{*engine_, functions_};
  SystemClock clock_;
  fakes::FakeMetrics metrics_;
  fakes::ScriptedHttpClient client_;
  fakes::ScriptedStore store_;
  fakes::LogBus bus_{2};
  std::unique_ptr<runtime::Role> role_;
};

}  // namespace tocsin::workflow
