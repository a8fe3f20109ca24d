#include "harness.hpp"

namespace tocsin {
namespace {

std::vector<Uuid> Owners(const Result<std::vector<StoredTimer>>& timers) {
  std::vector<Uuid> owners;
  for (const StoredTimer& timer : timers.value()) owners.push_back(timer.owner);
  return owners;
}

TimerWrite TimerOf(std::string_view run, std::optional<TimePoint> due) {
  return {"run", RunNamed(run), 3, due};
}

TEST_P(StoreContract, LoadsTimersThatAreDueEarliestFirst) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("late"), NewRun("early"), NewRun("never"), NewRun("elsewhere")};
  batch.timers = {TimerOf("late", At(20)), TimerOf("early", At(10)), TimerOf("elsewhere", At(1))};
  batch.timers[2].partition = batch.runs[3].partition = 4;
  Commit(batch);

  EXPECT_EQ(Owners(session_->LoadTimers("workflow", {"run"}, {3}, At(21), 10)),
            (std::vector<Uuid>{RunNamed("early"), RunNamed("late")}));
  EXPECT_EQ(Owners(session_->LoadTimers("workflow", {"run"}, {3}, At(20), 10)),
            (std::vector<Uuid>{RunNamed("early")}));
  EXPECT_EQ(Owners(session_->LoadTimers("workflow", {"run"}, {3, 4}, At(21), 1)),
            (std::vector<Uuid>{RunNamed("elsewhere")}));
  EXPECT_TRUE(session_->LoadTimers("voice", {"run"}, {3}, At(21), 10)->empty());
  EXPECT_EQ(session_->LoadTimers("workflow", {"run"}, {3}, At(21), 10)->front().due_at, At(10));
}

TEST_P(StoreContract, ARunHasOneTimerThatMovesAndGoes) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a"), NewRun("b")};
  batch.timers = {TimerOf("a", At(10)), TimerOf("b", At(10))};
  Commit(batch);
  batch.runs = {NextOf(*Load(RunNamed("a"))), NextOf(*Load(RunNamed("b")))};
  batch.timers = {TimerOf("a", At(30)), TimerOf("b", std::nullopt)};
  Commit(batch);

  const auto timers = session_->LoadTimers("workflow", {"run"}, {3}, At(100), 10);
  ASSERT_EQ(timers->size(), 1);
  EXPECT_EQ(timers->front().due_at, At(30));

  batch.runs = {NextOf(*Load(RunNamed("a")))};
  batch.timers = {TimerOf("a", std::nullopt)};
  batch.runs[0].status = RunStatus::kCompleted;
  Commit(batch);
  EXPECT_TRUE(session_->LoadTimers("workflow", {"run"}, {3}, At(100), 10)->empty());
}

TEST_P(StoreContract, LoadsTimersOfTheKindsThatAreKnown) {
  const Uuid schedule = Uuid::Derive({"every monday"});
  Batch batch = WorkflowBatch();
  batch.timers = {TimerOf("a", At(10)), {"schedule", schedule, 3, At(5)}};
  Commit(batch);

  EXPECT_EQ(Owners(session_->LoadTimers("workflow", {"run"}, {3}, At(21), 10)),
            (std::vector<Uuid>{RunNamed("a")}));
  const auto both = session_->LoadTimers("workflow", {"run", "schedule"}, {3}, At(21), 10);
  EXPECT_EQ(Owners(both), (std::vector<Uuid>{schedule, RunNamed("a")}));
  EXPECT_EQ(both->front().kind, "schedule");
  EXPECT_TRUE(session_->LoadTimers("workflow", {}, {3}, At(21), 10)->empty());

  batch.timers = {{"schedule", schedule, 3, std::nullopt}};
  Commit(batch);
  EXPECT_EQ(session_->LoadTimers("workflow", {"run", "schedule"}, {3}, At(21), 10)->size(), 1);
}

TEST_P(StoreContract, KeepsReplacesAndRemovesEffects) {
  const EffectId first = EffectId::Derive({"1"}), second = EffectId::Derive({"2"}),
                 third = EffectId::Derive({"3"});
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a")};
  batch.effects_added = {{first, 3, RunNamed("a"), "http", 1, At(5), "one"},
                         {second, 3, {}, "delivery", 1, At(1), "two"},
                         {third, 4, RunNamed("a"), "http", 1, At(1), "three"}};
  Commit(batch);

  Batch later = WorkflowBatch();
  later.effects_added = {{first, 3, RunNamed("a"), "http", 2, At(9), "one again"}};
  later.effects_removed = {third};
  Commit(later);

  const TakeOver found = TakeOverOf("workflow", {3, 4});
  ASSERT_EQ(found.effects.size(), 2);
  EXPECT_EQ(found.effects[0].id, second);
  EXPECT_TRUE(found.effects[0].run.IsNil());
  EXPECT_EQ(found.effects[1].id, first);
  EXPECT_EQ(found.effects[1].attempt, 2);
  EXPECT_EQ(found.effects[1].due_at, At(9));
  EXPECT_EQ(found.effects[1].request, "one again");
  EXPECT_TRUE(TakeOverOf("bridge", {3, 4}).effects.empty());

  batch = WorkflowBatch();
  batch.runs = {NextOf(*Load(RunNamed("a")))};
  batch.runs[0].status = RunStatus::kCompleted;
  Commit(batch);
  EXPECT_EQ(TakeOverOf("workflow", {3, 4}).effects.size(), 1);  // the run's own is gone
}

TEST_P(StoreContract, LoadsEffectsThatAreDueAndNotKnown) {
  const EffectId known = EffectId::Derive({"known"}), fresh = EffectId::Derive({"fresh"}),
                 late = EffectId::Derive({"late"}), elsewhere = EffectId::Derive({"elsewhere"});
  Batch batch = WorkflowBatch();
  batch.effects_added = {{known, 3, {}, "http", 1, At(1), "one"},
                         {fresh, 3, {}, "http", 1, At(2), "two"},
                         {late, 3, {}, "http", 1, At(50), "three"},
                         {elsewhere, 4, {}, "http", 1, At(1), "four"}};
  Commit(batch);

  const auto found = session_->LoadEffects("workflow", {3}, At(10), {known}, 10);

  ASSERT_TRUE(found) << found.error().message;
  ASSERT_EQ(found->size(), 1);
  EXPECT_EQ(found->front().id, fresh);
  EXPECT_EQ(found->front().request, "two");
  EXPECT_EQ(session_->LoadEffects("workflow", {3, 4}, At(100), {}, 3)->size(), 3);
  EXPECT_TRUE(session_->LoadEffects("bridge", {3}, At(10), {}, 10)->empty());
}

// A process was stopped while another delivered: it must neither bring the row back nor end it
// again.
TEST_P(StoreContract, RefusesABatchWhoseEffectsMovedOn) {
  const EffectId one = EffectId::Derive({"1"}), two = EffectId::Derive({"2"});
  const EffectRow row{one, 3, {}, "delivery", 1, At(5), "one"};
  Batch batch = WorkflowBatch();
  batch.effects_added = {row, {two, 3, {}, "delivery", 1, At(5), "two"}};
  Commit(batch);

  Batch retry = WorkflowBatch();
  retry.effects_held = {{one, 1}};
  retry.effects_added = {row};
  retry.effects_added[0].attempt = 2;
  Commit(retry);

  const CommitOutcome again = Commit(retry, CommitOutcome::Kind::kConflict);
  EXPECT_EQ(again.stale_effects, std::vector<EffectId>{one});

  Batch end = WorkflowBatch();
  end.effects_held = {{one, 2}, {two, 1}};
  end.effects_removed = {one, two};
  Commit(end);
  const CommitOutcome gone = Commit(end, CommitOutcome::Kind::kConflict);
  EXPECT_EQ(gone.stale_effects.size(), 2);
  end.effects_held.clear();
  end.effects_removed.clear();
  end.effects_held = {{one, 2}};
  end.effects_added = {row};
  Commit(end, CommitOutcome::Kind::kConflict);
  EXPECT_TRUE(TakeOverOf("workflow", {3}).effects.empty()) << "it stays away";
}

TEST_P(StoreContract, KeepsTheEndsThatAnOutboxRowNoted) {
  Batch batch = WorkflowBatch();
  batch.outbox = {
      {3, {{"actions", "k", "v", {}}}, {{{"actions", 11}, 5'000'000'000}, {{"dlq", 0}, 0}}},
      {3, {{"actions", "k", "v", {}}}}};
  Commit(batch);

  const TakeOver found = TakeOverOf("workflow", {3});

  ASSERT_EQ(found.outbox.size(), 2);
  EXPECT_EQ(found.outbox[0].ends,
            (PartitionOffsets{{{"actions", 11}, 5'000'000'000}, {{"dlq", 0}, 0}}));
  EXPECT_TRUE(found.outbox[1].ends.empty());
}

TEST_P(StoreContract, KeepsTheOutboxInOrderUntilDelivered) {
  Batch batch = WorkflowBatch();
  for (int i = 0; i < 20; ++i) {
    batch.outbox.push_back(
        {i % 2,
         {{"actions", std::to_string(i), std::nullopt, {}}, {"lifecycle", "", "", {{"a", ""}}}}});
  }
  const std::vector<std::int64_t> ids = Commit(batch).outbox_ids;
  ASSERT_EQ(ids.size(), 20);
  EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end()));

  TakeOver found = TakeOverOf("workflow", {1});
  ASSERT_EQ(found.outbox.size(), 10);
  for (std::size_t i = 0; i < found.outbox.size(); ++i) {
    EXPECT_EQ(found.outbox[i].id, ids[2 * i + 1]);
    EXPECT_EQ(found.outbox[i].partition, 1);
    ASSERT_EQ(found.outbox[i].records.size(), 2);
    EXPECT_EQ(found.outbox[i].records[0].key, std::to_string(2 * i + 1));
    EXPECT_EQ(found.outbox[i].records[0].value, std::nullopt);
    EXPECT_EQ(found.outbox[i].records[1].key, "");
    EXPECT_EQ(found.outbox[i].records[1].headers, (Headers{{"a", ""}}));
  }

  const auto some = session_->LoadOutbox("workflow", {1}, ids[7], 2);
  ASSERT_TRUE(some) << some.error().message;
  ASSERT_EQ(some->size(), 2);
  EXPECT_EQ(some->at(0).id, ids[1]);
  EXPECT_EQ(some->at(1).id, ids[3]);
  EXPECT_EQ(some->at(1).records.at(0).key, "3");
  EXPECT_EQ(session_->LoadOutbox("workflow", {1}, ids[1], 10)->size(), 0);
  EXPECT_EQ(session_->LoadOutbox("voice", {1}, ids[7], 10)->size(), 0);

  Batch delivered = WorkflowBatch();
  delivered.outbox_delivered = {ids[1], ids[3]};
  delivered.outbox = {{1, {{"actions", std::nullopt, "v", {}}}}};
  const std::int64_t last = Commit(delivered).outbox_ids.at(0);
  found = TakeOverOf("workflow", {1});
  ASSERT_EQ(found.outbox.size(), 9);
  EXPECT_EQ(found.outbox.front().id, ids[5]);
  EXPECT_EQ(found.outbox.back().id, last);
  EXPECT_EQ(found.outbox.back().records[0].key, std::nullopt);
}

TEST_P(StoreContract, ARefusedBatchLeavesNoRowBehind) {
  Batch start = WorkflowBatch();
  start.runs = {NewRun("a")};
  start.timers = {TimerOf("a", At(1))};
  start.runs[0].waits_added = {WaitFor("w")};
  start.effects_added = {{EffectId::Derive({"1"}), 3, RunNamed("a"), "http", 1, At(5), "one"}};
  Commit(start);

  Batch next = WorkflowBatch();
  next.runs = {NextOf(*Load(RunNamed("a"))), NewRun("b")};
  next.runs[0].revision_read = 9;
  next.timers = {TimerOf("b", At(2)), TimerOf("a", std::nullopt)};
  next.mail = {MailOf("event")};
  next.effects_removed = {EffectId::Derive({"1"})};
  next.outbox = {{3, {{"actions", "k", "v", {}}}}};
  next.positions = {{{"alerts", 3}, PartitionOwner::kBeginning, 10}};
  Commit(next, CommitOutcome::Kind::kConflict);

  EXPECT_EQ(Owners(session_->LoadTimers("workflow", {"run"}, {3}, At(21), 10)),
            (std::vector<Uuid>{RunNamed("a")}));
  const TakeOver found = TakeOverOf("workflow", {3});
  EXPECT_TRUE(found.positions.empty());
  EXPECT_TRUE(found.outbox.empty());
  EXPECT_TRUE(found.matches.empty());
  EXPECT_EQ(found.effects.size(), 1);
}

TEST_P(StoreContract, PositionsOfAnotherLogAreNotUsed) {
  Batch batch = WorkflowBatch();
  batch.positions = {{{"alerts", 3}, PartitionOwner::kBeginning, 10}};
  Commit(batch);

  const TakeOver other = TakeOverOf("workflow", {3}, "bus-2");
  EXPECT_TRUE(other.positions.empty());
  EXPECT_EQ(other.other_bus_id, "bus-1");
  EXPECT_EQ(TakeOverOf("workflow", {9}).other_bus_id, "");  // known log, new partition
  EXPECT_EQ(TakeOverOf("voice", {3}).other_bus_id, "");

  ASSERT_TRUE(TheStore().AdoptBus("bus-2"));
  EXPECT_EQ(TakeOverOf("workflow", {3}, "bus-2").other_bus_id, "");
  EXPECT_TRUE(TakeOverOf("workflow", {3}, "bus-1").positions.empty());
}

TEST_P(StoreContract, DefinitionsAreKeptByHash) {
  DefinitionRow row{.space = "ops",
                    .name = "router",
                    .version = "1.0.0",
                    .hash = "h1",
                    .yaml = "a: \"\\u0000\"" + NastyText()};
  const std::int64_t first = session_->PutDefinition(row).value();
  EXPECT_EQ(session_->PutDefinition(row).value(), first);
  row.hash = "h2";
  row.version = "1.1.0";
  const std::int64_t second = session_->PutDefinition(row).value();

  EXPECT_NE(first, second);
  EXPECT_FALSE(session_->LoadDefinition(first)->active);
  EXPECT_TRUE(session_->LoadDefinition(second)->active);
  EXPECT_EQ(session_->LoadDefinition(second)->yaml, row.yaml);
  EXPECT_EQ(session_->LoadDefinition(second)->version, "1.1.0");
  row.hash = "h1";
  EXPECT_EQ(session_->PutDefinition(row).value(), first);
  EXPECT_TRUE(session_->LoadDefinition(first)->active);
  EXPECT_FALSE(session_->LoadDefinition(second)->active);
  EXPECT_EQ(session_->LoadDefinition(12345).error().kind, ErrorKind::kNotFound);
}

}  // namespace
}  // namespace tocsin
