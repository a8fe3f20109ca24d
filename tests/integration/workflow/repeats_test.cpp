// links: workflow runtime store expression schemas
#include <gtest/gtest.h>

#include "integration/workflow/workflow_world.hpp"

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

TEST(Repeats, OfAStartingEventInOneBatchStartOneRun) {
  WorkflowWorld world(kNotify);
  world.Raise("a", "e1");
  world.Raise("a", "e1");
  world.Raise("b", "e2");

  ASSERT_TRUE(world.Start());
  ASSERT_TRUE(world.Eventually([&] { return world.Done(); }));
  EXPECT_EQ(world.Actions(), 2);
}

TEST(Repeats, OfAnAlertInOneBatchAfterItsRunIsOverStartAnother) {
  WorkflowWorld world(kNotify);
  world.Raise("a", "e1");
  world.Raise("a", "e2");
  world.Raise("a", "e1");

  ASSERT_TRUE(world.Start());
  ASSERT_TRUE(world.Eventually([&] { return world.Done(); }));
  EXPECT_EQ(world.Actions(), 2);
}

}  // namespace
}  // namespace tocsin::workflow
