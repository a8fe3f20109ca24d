// links: workflow runtime store_memory expression schemas
// What the workflow worker makes of events that meet in one batch, or meet runs and workflows that
// are not alone.
#include <gtest/gtest.h>

#include "workflow_world.hpp"

namespace tocsin::workflow {
namespace {

std::string Watch(std::string_view name, std::string_view metadata, std::string_view listen,
                  std::string_view key = ".data.alert_id") {
  return "document: {dsl: '1.0.3', namespace: test, name: " + std::string(name) +
         ", version: '1.0.0', metadata: {instance: {key: '${ " + std::string(key) + " }'" +
         std::string(metadata) +
         "}}}\nschedule: {on: {one: {with: {type: tocsin.alert.raised}}}}\ndo:\n"
         "  - ring: {emit: {event: {with: {type: tocsin.action.requested, data: {by: " +
         std::string(name) +
         ", alert: '${ .[0].alert_id }'}}}}}\n"
         "  - over: {listen: {to: {one: {with: {type: tocsin.alert.resolved" +
         std::string(listen) +
         "}, correlate: {a: {from: .data.alert_id, expect: '${ $workflow.input[0].alert_id "
         "}'}}}}}}\n"
         "  - close: {emit: {event: {with: {type: com.example.over, data: {by: " +
         std::string(name) + "}}}}}\n";
}

/// Who says it, of all events of a type on tocsin.actions.
std::vector<std::string> By(const WorkflowWorld& world, std::string_view type) {
  std::vector<std::string> by;
  for (const auto& record : world.All("tocsin.actions"))
    for (const auto& [name, value] : record.headers)
      if (name == "ce_type" && value == type)
        by.emplace_back(StringAt(ParseJson(*record.value)->as_object(), "by"));
  std::ranges::sort(by);
  return by;
}
std::vector<std::string> Started(const WorkflowWorld& world) {
  return By(world, "tocsin.action.requested");
}
std::vector<std::string> Over(const WorkflowWorld& world) { return By(world, "com.example.over"); }

/// Values of ce_type on a topic that begin so.
std::size_t Count(const WorkflowWorld& world, const std::string& topic, std::string_view type) {
  std::size_t count = 0;
  for (const auto& record : world.All(topic))
    for (const auto& [name, value] : record.headers)
      count += name == "ce_type" && value.starts_with(type) ? 1 : 0;
  return count;
}

using List = std::vector<std::string>;

bool Within(WorkflowWorld& world, const std::function<bool()>& holds) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
  while (std::chrono::steady_clock::now() < deadline) {
    if (holds()) return world.Handle();
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

std::size_t Live(WorkflowWorld& world) {
  auto& tables = world.Memory().Tables();
  const std::scoped_lock lock(tables.mutex);
  return tables.runs.size();
}

/// How often the history of runs says this.
std::size_t Noted(WorkflowWorld& world, std::string_view what) {
  auto& tables = world.Memory().Tables();
  const std::scoped_lock lock(tables.mutex);
  std::size_t count = 0;
  for (const auto& row : tables.history) {
    const auto entries = ParseJson(row.entries).value();
    for (const auto& entry : entries.as_array())
      count += entry.at("what").as_string() == what ? 1 : 0;
  }
  return count;
}

TEST(Duplicates, RaisedResolvedRaisedInOneBatchAreTwoAlerts) {
  for (const auto* rule : {"", ", onDuplicate: merge", ", onDuplicate: restart"}) {
    WorkflowWorld world({Watch("w", rule, "")});
    world.Raise("a", "e1");
    world.Resolve("a", "r1");
    world.Raise("a", "e2");

    ASSERT_TRUE(world.Handle());
    EXPECT_EQ(Started(world), (List{"w", "w"})) << rule;
    EXPECT_EQ(Live(world), 1U) << rule;  // the second one; the first one's recovery is not its
  }
}

TEST(Duplicates, OfARunOfAnEarlierBatchThatIsResolvedInBetween) {
  WorkflowWorld world({Watch("w", "", "")});
  world.Raise("a", "e1");
  ASSERT_TRUE(world.Handle());
  world.Resolve("a", "r1");
  world.Raise("a", "e2");

  ASSERT_TRUE(world.Handle());
  ASSERT_TRUE(Within(world, [&] { return Started(world).size() == 2; }));
  EXPECT_EQ(Over(world), List{"w"});
  EXPECT_EQ(Live(world), 1U);
}

TEST(Duplicates, ARecoveryFromBeforeEndsNothing) {
  WorkflowWorld world({Watch("w", "", "")});
  world.Resolve("a", "r1");
  world.Raise("a", "e1");
  world.Raise("a", "e2");

  ASSERT_TRUE(world.Handle());
  EXPECT_EQ(Started(world), List{"w"});
  EXPECT_EQ(Over(world), List{});
  EXPECT_EQ(Live(world), 1U);
}

TEST(Duplicates, MergedOnesAreCountedAndNotedInTheRun) {
  for (const auto& [rule, noted] :
       {std::pair(", onDuplicate: merge", 2U), std::pair(", onDuplicate: ignore", 0U)}) {
    WorkflowWorld world({Watch("w", rule, "")});
    for (const auto* id : {"e1", "e2", "e3", "e3"}) {
      world.Raise("a", id);
      ASSERT_TRUE(world.Handle());
    }
    EXPECT_EQ(Started(world), List{"w"});
    EXPECT_EQ(Live(world), 1U);
    EXPECT_EQ(Noted(world, "merged"), noted) << rule;
    world.Resolve("a", "r1");
    ASSERT_TRUE(world.Handle());
    EXPECT_TRUE(Within(world, [&] { return Over(world) == List{"w"}; }));
  }
}

/// Of all alerts that were closed, ALERT OUTCOME.
List Closed(const WorkflowWorld& world) {
  List closed;
  for (const auto& record : world.All("tocsin.alerts"))
    for (const auto& [name, value] : record.headers)
      if (name == "ce_type" && value == "tocsin.alert.closed") {
        const auto data = ParseJson(*record.value).value().as_object();
        closed.push_back(std::string(StringAt(data, "alert_id")) + ' ' +
                         std::string(StringAt(data, "outcome")));
      }
  std::ranges::sort(closed);
  return closed;
}

TEST(Duplicates, AnotherAlertAboutTheSameEndsAsSuch) {
  for (const auto* rule : {", onDuplicate: merge", ", onDuplicate: ignore"}) {
    WorkflowWorld world({Watch("w", rule, "", ".data.about")}, {}, 2 /* shards */);
    const auto raise = [&](const std::string& alert, const std::string& event_id, int partition) {
      world.Put("tocsin.alert.raised", event_id,
                R"({"title":"x","about":"disk","alert_id":")" + alert + "\"}", "", partition);
      ASSERT_TRUE(world.Handle());
    };
    raise("a", "e1", 0);
    raise("b", "e2", 1);  // of another shard
    raise("c", "e3", 0);
    raise("a", "e4", 0);  // the same alert once more: it is open
    EXPECT_EQ(Started(world), List{"w"}) << rule;
    EXPECT_EQ(Closed(world), (List{"b duplicate", "c duplicate"})) << rule;

    world.Resolve("a", "r1");
    ASSERT_TRUE(world.Handle());
    ASSERT_TRUE(Within(world, [&] { return Over(world) == List{"w"}; }));
    raise("d", "e5", 1);
    EXPECT_EQ(Started(world), (List{"w", "w"})) << rule << ": nothing about it is open any more";
  }
}

TEST(Duplicates, WhereAnotherWorkflowTakesTheAlertUpItIsNotClosed) {
  WorkflowWorld world({Watch("w", "", "", ".data.about"), Watch("each", "", "")});
  for (const std::string alert : {"a", "b"})
    world.Put("tocsin.alert.raised", "e" + alert,
              R"({"title":"x","about":"disk","alert_id":")" + alert + "\"}");
  ASSERT_TRUE(world.Handle());
  EXPECT_EQ(Started(world), (List{"each", "each", "w"}));
  EXPECT_EQ(Closed(world), List{});
}

TEST(Listening, OfTwoWorkflowsWithOneCorrelationAndDifferentFilters) {
  WorkflowWorld world({Watch("x", "", ", data: '${ .kind == \"x\" }'"),
                       Watch("y", "", ", data: '${ .kind == \"y\" }'")});
  world.Raise("a", "e1");
  ASSERT_TRUE(world.Handle());
  EXPECT_EQ(Started(world), (List{"x", "y"}));
  world.Put("tocsin.alert.resolved", "r1", R"({"alert_id":"a","kind":"y"})");

  ASSERT_TRUE(world.Handle());
  EXPECT_TRUE(Within(world, [&] { return Over(world) == List{"y"}; }));
  EXPECT_EQ(Live(world), 1U);
}

constexpr const char* kLongAgo = "2020-01-01T00:00:00Z";

TEST(Expired, OnlyWhereNoWorkflowTakesTheAlertUp) {
  WorkflowWorld world({Watch("young", ", maxAge: 1m", ""), Watch("any", "", "")});
  world.Raise("a", "e1", kLongAgo);

  ASSERT_TRUE(world.Handle());
  EXPECT_EQ(Started(world), List{"any"});
  EXPECT_EQ(Count(world, "tocsin.alerts", "tocsin.alert.closed"), 0U);
}

TEST(Expired, OnceHoweverManyWorkflowsAreTooLate) {
  WorkflowWorld world({Watch("young", ", maxAge: 1m", ""), Watch("younger", ", maxAge: 1s", "")});
  world.Raise("a", "e1", kLongAgo);

  ASSERT_TRUE(world.Handle());
  EXPECT_EQ(Started(world), List{});
  EXPECT_EQ(Count(world, "tocsin.alerts", "tocsin.alert.closed"), 1U);
}

TEST(Unreadable, ARunThatCannotBeReadStopsNoOther) {
  WorkflowWorld world({Watch("w", "", "")}, {.cached_runs = 0});
  world.Raise("a", "e1");
  ASSERT_TRUE(world.Handle());
  {
    auto& tables = world.Memory().Tables();
    const std::scoped_lock lock(tables.mutex);
    tables.runs.begin()->second.stored.state = "{not a state";
  }
  world.Resolve("a", "r1");
  world.Raise("a", "e2");
  world.Raise("b", "e3");

  ASSERT_TRUE(world.Handle());
  EXPECT_EQ(Started(world), (List{"w", "w"}));
  EXPECT_EQ(Live(world), 2U);
}

TEST(LifecycleSetting, IsTheDefaultOfWorkflowsThatDoNotSayIt) {
  const auto count = [](Lifecycle lifecycle, std::string_view type) {
    WorkflowWorld world({Watch("w", "", "")}, {.lifecycle = lifecycle});
    world.Raise("a", "e1");
    EXPECT_TRUE(world.Handle());
    return Count(world, "tocsin.lifecycle", type);
  };
  EXPECT_EQ(count(Lifecycle::kNone, ""), 0U);
  EXPECT_EQ(count(Lifecycle::kWorkflow, "io.serverlessworkflow.workflow.started.v1"), 1U);
  EXPECT_EQ(count(Lifecycle::kWorkflow, "io.serverlessworkflow.task."), 0U);
  EXPECT_EQ(count(Lifecycle::kAll, "io.serverlessworkflow.task.created.v1"), 2U);
}

// Mail is kept as an envelope, a level deeper than its data.
TEST(Mail, IsReadBackHoweverDeepAnEventMayBe) {
  for (const bool in_one_batch : {false, true}) {
    WorkflowWorld world({Watch("w", "", "")});
    world.Raise("a", "e1");
    if (!in_one_batch) ASSERT_TRUE(world.Handle());
    world.Put("tocsin.alert.resolved", "r1",
              R"({"alert_id":"a","deep":)" + std::string(63, '[') + std::string(63, ']') + '}');
    ASSERT_TRUE(world.Handle());
    EXPECT_TRUE(Within(world, [&] { return Over(world) == List{"w"}; })) << in_one_batch;
  }
}

TEST(Effects, CarryABodyAsDeepAsItMayBe) {
  WorkflowWorld world({R"(
document: {dsl: '1.0.3', namespace: test, name: w, version: '1.0.0', metadata: {lifecycle: none}}
schedule: {on: {one: {with: {type: tocsin.alert.raised}}}}
do:
  - send:
      call: http
      with: {method: post, endpoint: 'http://h/x', body: '${ reduce range(64) as $i (1; [.]) }'}
)"});
  world.Client().Answer(200, "{}");
  world.Raise("a", "e1");
  ASSERT_TRUE(world.Handle());
  EXPECT_TRUE(WorkflowWorld::Eventually([&] { return Live(world) == 0; }));
  ASSERT_EQ(world.Client().sent.size(), 1U);
  EXPECT_EQ(world.Client().sent[0].body, std::string(64, '[') + '1' + std::string(64, ']'));
}

}  // namespace
}  // namespace tocsin::workflow
