// What a run leaves behind, or does not.
#include <gtest/gtest.h>

#include <algorithm>
#include <mutex>

#include "fakes/log_lines.hpp"
#include "workflow_world.hpp"

namespace tocsin::workflow {
namespace {

constexpr const char* kCallsOff = R"(
document:
  {dsl: '1.0.3', namespace: test, name: off, version: '1.0.0', metadata: {lifecycle: none}}
schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}
do:
  - race:
      fork:
        compete: true
        branches:
          - slow: {call: http, with: {method: get, endpoint: 'http://h/x'}}
          - quick: {set: {won: true}}
  - rest: {wait: PT1H}
)";

TEST(LeftOver, AnEffectThatIsCalledOffInItsOwnBatchNeverBegins) {
  WorkflowWorld world({kCallsOff});
  world.Raise("a", "e1");
  ASSERT_TRUE(world.Handle());

  auto& tables = world.Memory().Tables();
  const std::scoped_lock lock(tables.mutex);
  EXPECT_EQ(tables.runs.size(), 1U);
  EXPECT_TRUE(tables.effects.empty()) << "whoever looks for effects would execute it";
  EXPECT_TRUE(world.Client().sent.empty());
}

TEST(LeftOver, ATimerOfARunThatIsNotThereIsTakenAwayWithAWarning) {
  const fakes::LogLines log;
  WorkflowWorld world({kCallsOff});
  Batch batch{.role = "workflow", .bus_id = "log"};
  const Uuid gone = Uuid::Derive({"gone"}), schedule = Uuid::Derive({"every monday"});
  batch.timers = {{"run", gone, 0, TimePoint()}, {"schedule", schedule, 0, TimePoint()}};
  ASSERT_TRUE((*world.Memory().OpenSession())->Commit(batch));
  world.Raise("a", "e1");
  ASSERT_TRUE(world.Handle());

  auto& tables = world.Memory().Tables();
  const auto there = [&](const Uuid& owner) {
    const std::scoped_lock lock(tables.mutex);
    return tables.timers.contains({"workflow", owner});
  };
  EXPECT_TRUE(WorkflowWorld::Eventually([&] { return !there(gone); }));
  EXPECT_TRUE(there(schedule)) << "of a kind that another release knows";
  EXPECT_NE(log.With({"a timer of run " + gone.ToString()}), "");
}

}  // namespace
}  // namespace tocsin::workflow
