// links: workflow runtime store expression schemas
#include <gtest/gtest.h>

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
namespace {

constexpr std::string_view kNotify = R"(
document:
  {dsl: '1.0.3', namespace: test, name: notify, version: '1.0.0',
   metadata: {lifecycle: none, instance: {key: '${ .data.alert_id }', onDuplicate: merge}}}
schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}
do:
  - notify: {emit: {event: {with: {type: tocsin.action.requested, data: {alert_id: '${ .[0].alert_id }'}}}}}
)";

Functions Catalog() {
  FunctionRegistry registry;
  RegisterFunctionAll(registry);
  return Functions(std::move(registry));
}

/// The workflow role with one definition, on a bus and a store in memory.
class WorkflowWorld {
 public:
  WorkflowWorld() {
    const auto resources = ParseResources({}, "").resources;
    auto parsed = ParseDefinition(kNotify, "notify.yaml", *engine_, functions_, resources.get());
    const auto id = (*store_.OpenSession())
                        ->PutDefinition({0, "test", "notify", "1.0.0", "h", std::string(kNotify)});
    book_.Remember(*id, parsed.definition);
    book_.Activate(std::make_shared<const DefinitionSet>(
        std::vector<KnownDefinition>{{*id, parsed.definition}}, std::vector<KnownDefinition>{},
        resources));
    runtime::RoleOptions options;
    options.role = "workflow";
    options.group = "test-workflow";
    options.topics = {at_.topic};
    options.bus_id = "log";
    options.shards = 1;
    options.partitions = 2;
    role_ = std::make_unique<runtime::Role>(
        std::move(options), store_, bus_, *engine_, clock_, metrics_,
        [this](runtime::ShardServices& services) {
          return std::make_unique<WorkflowHandler>(WorkflowOptions{}, services, book_, client_);
        },
        [](const Error&) {});
  }
  ~WorkflowWorld() { role_->Stop(std::chrono::milliseconds(10)); }

  void Raise(const std::string& alert, const std::string& event_id) {
    Event event;
    event.id = event_id;
    event.source = "/test";
    event.type = "tocsin.alert.raised";
    event.subject = "k";  // all in one partition
    event.data = R"({"title":"x","alert_id":")" + alert + "\"}";
    bus_.Append(runtime::EventCodec::Encode(event, "tocsin"));
    at_.partition = PartitionOf("k", 2);
    ++raised_;
  }
  /// Waits until all that was raised is handled and what follows is on the bus.
  bool Handle() {
    if (!role_->Start() || !bus_.Assign({at_})) return false;
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
    while (std::chrono::steady_clock::now() < deadline) {
      if (Done()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return false;
  }
  std::size_t Actions() const { return bus_.All("tocsin.actions").size(); }

 private:
  bool Done() {
    auto& tables = store_.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    const auto& positions = tables.positions[{"workflow", "log"}];
    const auto found = positions.find(at_);
    return found != positions.end() && found->second == raised_ && tables.outbox.empty();
  }

  TopicPartition at_{"tocsin.alerts", 0};
  std::int64_t raised_ = 0;
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

TEST(Repeats, OfAStartingEventInOneBatchStartOneRun) {
  WorkflowWorld world;
  world.Raise("a", "e1");
  world.Raise("a", "e1");
  world.Raise("b", "e2");

  ASSERT_TRUE(world.Handle());
  EXPECT_EQ(world.Actions(), 2);
}

TEST(Repeats, OfAnAlertInOneBatchAfterItsRunIsOverStartAnother) {
  WorkflowWorld world;
  world.Raise("a", "e1");
  world.Raise("a", "e2");
  world.Raise("a", "e1");

  ASSERT_TRUE(world.Handle());
  EXPECT_EQ(world.Actions(), 2);
}

}  // namespace
}  // namespace tocsin::workflow
