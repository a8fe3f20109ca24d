// links: workflow runtime store_memory expression schemas
#include <gtest/gtest.h>

#include "workflow_world.hpp"

namespace tocsin::workflow {
namespace {

const std::string kNotify = R"(
document:
  {dsl: '1.0.3', namespace: test, name: notify, version: '1.0.0',
   metadata: {lifecycle: none, instance: {key: '${ .data.alert_id }', onDuplicate: merge}}}
schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}
do:
  - notify: {emit: {event: {with: {type: tocsin.action.requested, data: {alert_id: '${ .[0].alert_id }'}}}}}
)";

TEST(Repeats, OfAStartingEventInOneBatchStartOneRun) {
  WorkflowWorld world({kNotify});
  world.Raise("a", "e1");
  world.Raise("a", "e1");
  world.Raise("b", "e2");

  ASSERT_TRUE(world.Handle());
  EXPECT_EQ(world.All("tocsin.actions").size(), 2);
}

TEST(Repeats, OfAnAlertInOneBatchAfterItsRunIsOverStartAnother) {
  WorkflowWorld world({kNotify});
  world.Raise("a", "e1");
  world.Raise("a", "e2");
  world.Raise("a", "e1");

  ASSERT_TRUE(world.Handle());
  EXPECT_EQ(world.All("tocsin.actions").size(), 2);
}

}  // namespace
}  // namespace tocsin::workflow
