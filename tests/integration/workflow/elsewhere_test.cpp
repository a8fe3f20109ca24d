// A run that is moved on by an event of another partition, in another shard than its own.
#include <gtest/gtest.h>

#include "workflow_world.hpp"

namespace tocsin::workflow {
namespace {

constexpr const char* kAskThenCall = R"(
document:
  {dsl: '1.0.3', namespace: test, name: ask, version: '1.0.0', metadata: {lifecycle: none}}
schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}
do:
  - wait: {listen: {to: {one: {with: {type: com.example.go},
             correlate: {alert: {from: '${ .data.alert_id }', expect: '${ .[0].alert_id }'}}}}}}
  - call: {call: http, with: {method: get, endpoint: 'http://h/x'}}
  - notify: {emit: {event: {with: {type: tocsin.action.requested, data: {}}}}}
)";

TEST(Elsewhere, AnEffectOfARunOfAnotherShardIsExecutedAndItsResultComesIn) {
  WorkflowWorld world({kAskThenCall}, {}, 2);
  world.Client().Answer(200, "{}");
  world.Raise("a", "e1");
  ASSERT_TRUE(world.Handle());
  world.Put("com.example.go", "e2", R"({"alert_id":"a"})", "", 1);
  ASSERT_TRUE(world.Handle());

  EXPECT_TRUE(WorkflowWorld::Eventually([&] { return world.All("tocsin.actions").size() == 1; }));
  EXPECT_EQ(world.Client().sent.size(), 1U);
}

}  // namespace
}  // namespace tocsin::workflow
