// A run that is moved on by an event of another partition, in another shard than its own.
#include <gtest/gtest.h>

#include "integration/workflow/workflow_world.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kAskThenCall = R"(
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
  WorkflowWorld world(kAskThenCall, 2);
  world.client.Answer(200, "{}");
  ASSERT_TRUE(world.Start());
  world.Raise("a", "e1", 0);
  ASSERT_TRUE(world.Eventually([&] { return world.Done(); }));
  world.Raise("a", "e2", 1, "com.example.go");

  EXPECT_TRUE(world.Eventually([&] { return world.Actions() == 1; }));
  EXPECT_EQ(world.client.sent.size(), 1U);
}

}  // namespace
}  // namespace tocsin::workflow
