// Runs that are ended, paused and let go on by an event, with those that are a part of them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "schemas/events/runs.hpp"
#include "workers/workflow/worker/run_control.hpp"
#include "workflow_world.hpp"

namespace tocsin::workflow {
namespace {

using testing::ElementsAre;

constexpr const char* kOuter = R"(
document: {dsl: '1.0.3', namespace: test, name: outer, version: '1.0.0'}
schedule: {on: {one: {with: {type: com.example.go}}}}
do:
  - part: {run: {workflow: {namespace: test, name: inner, version: latest}}}
  - told: {emit: {event: {with: {type: com.example.over}}}}
)";
constexpr const char* kInner = R"(
document: {dsl: '1.0.3', namespace: test, name: inner, version: '1.0.0'}
do:
  - over: {listen: {to: {one: {with: {type: tocsin.alert.resolved}, correlate: {a: {from: .data.alert_id, expect: '${ "a1" }'}}}}}}
)";

RunId OuterRun() { return RunId::Derive({"run", "default", "test", "outer", "/test", "e1"}); }

std::vector<std::string> TypesOn(const WorkflowWorld& world, const std::string& topic) {
  std::vector<std::string> types;
  for (const auto& record : world.All(topic))
    for (const auto& [name, value] : record.headers)
      if (name == "ce_type") types.push_back(value);
  return types;
}

/// Statuses of the live runs, the workflow of each before it.
std::vector<std::string> StatusesOf(WorkflowWorld& world) {
  auto& tables = world.Memory().Tables();
  const std::scoped_lock lock(tables.mutex);
  std::vector<std::string> live;
  for (const auto& [id, run] : tables.runs)
    live.push_back(std::string(id == OuterRun() ? "outer " : "inner ") +
                   std::string(ToString(run.stored.status)));
  std::ranges::sort(live);
  return live;
}

class ControlledRuns : public testing::Test {
 protected:
  void SetUp() override {
    world_.Put("com.example.go", "e1", "{}");
    ASSERT_TRUE(world_.Handle());
    ASSERT_THAT(StatusesOf(world_), ElementsAre("inner waiting", "outer waiting"));
  }
  void Ask(const char* control) {
    world_.Put(RunControlEvent(OuterRun(), "", ++asked_, control, "", TimePoint()));
    ASSERT_TRUE(world_.Handle());
  }
  WorkflowWorld world_{{kOuter, kInner}};

 private:
  int asked_ = 0;
};

TEST_F(ControlledRuns, ArePausedWithTheirParts) {
  Ask(events::kSuspendRun);
  EXPECT_THAT(StatusesOf(world_), ElementsAre("inner suspended", "outer suspended"));
  world_.Resolve("a1", "r1");
  ASSERT_TRUE(world_.Handle());
  // Its last task has its event, so that the part is over; the rest waits.
  ASSERT_TRUE(WorkflowWorld::Eventually(
      [this] { return StatusesOf(world_) == std::vector<std::string>{"outer suspended"}; }));
  EXPECT_THAT(TypesOn(world_, "tocsin.actions"), ElementsAre());
  Ask(events::kResumeRun);
  EXPECT_THAT(StatusesOf(world_), ElementsAre());
  EXPECT_THAT(TypesOn(world_, "tocsin.actions"), ElementsAre("com.example.over"));
}

TEST_F(ControlledRuns, GoOnWithTheirParts) {
  Ask(events::kSuspendRun);
  Ask(events::kResumeRun);
  EXPECT_THAT(StatusesOf(world_), ElementsAre("inner waiting", "outer waiting"));
  Ask(events::kResumeRun);  // nothing to do
  EXPECT_THAT(StatusesOf(world_), ElementsAre("inner waiting", "outer waiting"));
}

TEST_F(ControlledRuns, EndWithTheirParts) {
  Ask(events::kCancelRun);
  EXPECT_THAT(StatusesOf(world_), ElementsAre());
  const std::string of = "io.serverlessworkflow.workflow.";
  EXPECT_THAT(TypesOn(world_, "tocsin.lifecycle"),
              ElementsAre(of + "started.v1", of + "started.v1", of + "correlation-started.v1",
                          of + "cancelled.v1", of + "cancelled.v1"));
  Ask(events::kCancelRun);  // it is over
  EXPECT_THAT(TypesOn(world_, "tocsin.dlq"), ElementsAre());
}

constexpr const char* kSteps = R"(
document: {dsl: '1.0.3', namespace: test, name: steps, version: '1.0.0'}
schedule: {on: {one: {with: {type: com.example.go}}}}
do:
  - before: {emit: {event: {with: {type: com.example.before}}}}
  - each:
      for: {each: host, in: '${ ["h1", "h2"] }'}
      do:
        - told: {emit: {event: {with: {type: com.example.told, data: {host: '${ $host }'}}}}}
        - asked: {call: http, with: {method: get, endpoint: 'http://127.0.0.1:1/x'}}
  - after: {emit: {event: {with: {type: com.example.after}}}}
)";

class RetriedRuns : public testing::Test {
 protected:
  static RunId Steps() { return RunId::Derive({"run", "default", "test", "steps", "/test", "e1"}); }
  void Retry() {
    world_.Put(RunControlEvent(Steps(), "", ++asked_, events::kRetryRun, "", TimePoint()));
    ASSERT_TRUE(world_.Handle());
  }
  /// Of the run's end, or nothing while it lives.
  std::string End() {
    auto& tables = world_.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    return tables.done.size() == 1 ? std::string(ToString(tables.done[0].write.status)) : "";
  }
  bool Ends(const std::string& status) {
    return WorkflowWorld::Eventually([&] { return End() == status; });
  }
  std::vector<std::string> Actions() { return TypesOn(world_, "tocsin.actions"); }

  WorkflowWorld world_{{kSteps}};
  int asked_ = 0;
};

TEST_F(RetriedRuns, GoOnFromTheTaskThatFailed) {
  world_.Client().Answer(200, "{}");
  world_.Client().Answer(500);
  world_.Put("com.example.go", "e1", "{}");
  ASSERT_TRUE(world_.Handle());
  ASSERT_TRUE(Ends("faulted"));
  const std::string of = "com.example.";
  ASSERT_THAT(Actions(), ElementsAre(of + "before", of + "told", of + "told"));
  world_.Client().Answer(500);
  Retry();
  ASSERT_TRUE(WorkflowWorld::Eventually([&] { return world_.Client().sent.size() == 3; }));
  ASSERT_TRUE(Ends("faulted")) << "once more";
  world_.Client().Answer(200, "{}");
  ASSERT_TRUE(WorkflowWorld::Eventually([&] {
    auto session = *world_.Memory().OpenSession();
    const auto failed = session->LoadFailedRun(Steps());
    return failed && *failed && !(*failed)->state.empty();
  }));
  Retry();
  ASSERT_TRUE(Ends("completed"));
  EXPECT_THAT(Actions(), ElementsAre(of + "before", of + "told", of + "told", of + "after"))
      << "what was done before is not done again";
  EXPECT_EQ(world_.Client().sent.size(), 4U);
  Retry();
  EXPECT_EQ(End(), "completed") << "there is nothing to retry";
  EXPECT_THAT(TypesOn(world_, "tocsin.dlq"), ElementsAre());
}

TEST_F(ControlledRuns, AreNotTouchedByWhatNobodyUnderstands) {
  Ask("explode");
  EXPECT_THAT(StatusesOf(world_), ElementsAre("inner waiting", "outer waiting"));
  const auto letters = world_.All("tocsin.dlq");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_EQ(runtime::HeaderOf(letters[0].headers, "dlq_reason"), "invalid_control");
}

}  // namespace
}  // namespace tocsin::workflow
