#include "harness.hpp"

namespace tocsin {
namespace {

using Kind = CommitOutcome::Kind;

TEST_P(StoreContract, AnEmptyBatchIsCommitted) { Commit(WorkflowBatch()); }

TEST_P(StoreContract, StoresARunAndLoadsItBack) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a")};
  batch.runs[0].format = 4;
  batch.runs[0].revision = 2;
  batch.runs[0].status = RunStatus::kWaiting;

  Commit(batch);

  const auto run = Load(RunNamed("a"));
  ASSERT_TRUE(run);
  EXPECT_EQ(run->partition, 3);
  EXPECT_EQ(run->definition, 7);
  EXPECT_EQ(run->key, "a");
  EXPECT_EQ(run->subject, "subject of a");
  EXPECT_EQ(run->revision, 2);
  EXPECT_EQ(run->status, RunStatus::kWaiting);
  EXPECT_EQ(run->format, 4);
  EXPECT_EQ(run->state, "state of a");
  EXPECT_EQ(run->started_at, At(0));
  EXPECT_FALSE(Load(RunNamed("unknown")));
}

TEST_P(StoreContract, ARunThatIsOverLeavesTheLiveOnes) {
  Batch start = WorkflowBatch();
  start.runs = {NewRun("a"), NewRun("b")};
  start.runs[1].status = RunStatus::kCompleted;
  Commit(start);
  EXPECT_FALSE(Load(RunNamed("b")));

  Batch end = WorkflowBatch();
  end.runs = {NextOf(*Load(RunNamed("a")))};
  end.runs[0].status = RunStatus::kFaulted;
  Commit(end);

  EXPECT_FALSE(Load(RunNamed("a")));
  EXPECT_EQ(Commit(end, Kind::kConflict).stale, std::vector{RunNamed("a")});
}

TEST_P(StoreContract, ARunThatFailedIsTakenUpAgainFromTheStateThatItKept) {
  Batch start = WorkflowBatch();
  start.runs = {NewRun("a"), NewRun("b"), NewRun("c")};
  Commit(start);
  Batch end = WorkflowBatch();
  for (const auto* name : {"a", "b", "c"}) {
    end.runs.push_back(NextOf(*Load(RunNamed(name))));
    end.runs.back().status = RunStatus::kFaulted;
    end.runs.back().state.clear();
  }
  end.runs[0].kept = NastyText();
  end.runs[2].status = RunStatus::kCompleted;
  Commit(end);
  const auto failed = Session().LoadFailedRun(RunNamed("a"));
  ASSERT_TRUE(failed && *failed);
  EXPECT_EQ((*failed)->state, NastyText());
  EXPECT_EQ((*failed)->revision, 2);
  EXPECT_EQ((*failed)->partition, 3);
  EXPECT_EQ((*failed)->key, "a");
  EXPECT_EQ((*failed)->started_at, At(0));
  EXPECT_EQ((*Session().LoadFailedRun(RunNamed("b")))->state, "") << "kept nothing";
  EXPECT_FALSE(*Session().LoadFailedRun(RunNamed("c"))) << "did not fail";
  EXPECT_FALSE(*Session().LoadFailedRun(RunNamed("unknown")));

  Batch retry = WorkflowBatch();
  retry.runs = {NewRun("a")};
  retry.runs[0].retried_revision = 1;
  retry.runs[0].revision = 3;
  EXPECT_EQ(Commit(retry, Kind::kConflict).stale, std::vector{RunNamed("a")}) << "another revision";
  retry.runs[0].retried_revision = 2;
  Batch of_none = WorkflowBatch();
  of_none.runs = {NewRun("b")};
  of_none.runs[0].retried_revision = 2;
  EXPECT_EQ(Commit(of_none, Kind::kConflict).stale, std::vector{RunNamed("b")}) << "no state";
  Commit(retry);
  EXPECT_EQ(Load(RunNamed("a"))->revision, 3);
  EXPECT_FALSE(*Session().LoadFailedRun(RunNamed("a")));
  EXPECT_EQ(Commit(retry, Kind::kConflict).stale, std::vector{RunNamed("a")}) << "once";
  const auto listed = Directory()->ListRuns({.limit = 10, .id = RunNamed("a")});
  ASSERT_TRUE(listed);
  ASSERT_EQ(listed->size(), 1U) << "its former end is gone";
  EXPECT_FALSE(listed->front().ended);

  // Failing again, in a batch of its own and in that which takes it up.
  Batch again = WorkflowBatch();
  again.runs = {NextOf(*Load(RunNamed("a")))};
  again.runs[0].status = RunStatus::kFaulted;
  again.runs[0].state.clear();
  again.runs[0].kept = "kept";
  Commit(again);
  Batch at_once = WorkflowBatch();
  at_once.runs = {NewRun("a")};
  at_once.runs[0].retried_revision = 4;
  at_once.runs[0].revision = 5;
  at_once.runs[0].status = RunStatus::kFaulted;
  at_once.runs[0].state.clear();
  at_once.runs[0].kept = "kept again";
  Commit(at_once);
  EXPECT_EQ((*Session().LoadFailedRun(RunNamed("a")))->state, "kept again");
  EXPECT_EQ((*Session().LoadFailedRun(RunNamed("a")))->revision, 5);
}

TEST_P(StoreContract, AMovedPositionFencesTheWholeBatch) {
  Batch first = WorkflowBatch();
  first.positions = {{{"alerts", 3}, PartitionOwner::kBeginning, 10},
                     {{"alerts", 4}, PartitionOwner::kBeginning, 20}};
  Commit(first);
  Batch second = WorkflowBatch();
  second.positions = {{{"alerts", 3}, 10, 11}, {{"alerts", 4}, 19, 21}};
  second.runs = {NewRun("a")};
  second.outbox = {{3, {{"actions", "k", "v", {}}}}};

  Commit(second, Kind::kFenced);

  EXPECT_FALSE(Load(RunNamed("a")));
  const TakeOver found = TakeOverOf("workflow", {3, 4});
  EXPECT_EQ(found.positions, (decltype(found.positions){{{"alerts", 3}, 10}, {{"alerts", 4}, 20}}));
  EXPECT_TRUE(found.outbox.empty());
  Commit(first, Kind::kFenced);  // from the beginning a second time
}

TEST_P(StoreContract, OfTwoSessionsWithOnePositionTheSecondIsFenced) {
  Batch first = WorkflowBatch();
  first.positions = {{{"alerts", 3}, PartitionOwner::kBeginning, 10}};
  Commit(first);
  const auto other = NewSession();
  Batch next = WorkflowBatch();
  next.positions = {{{"alerts", 3}, 10, 12}};

  EXPECT_EQ(other->Commit(next)->kind, Kind::kCommitted);

  Commit(next, Kind::kFenced);
  next.role = "voice";
  next.positions[0].from = PartitionOwner::kBeginning;
  Commit(next);
}

TEST_P(StoreContract, ReportsEveryStaleRunAndStoresNothing) {
  Batch start = WorkflowBatch();
  start.runs = {NewRun("a"), NewRun("b"), NewRun("c")};
  Commit(start);
  Batch next = WorkflowBatch();
  for (const char* name : {"a", "b", "c"}) next.runs.push_back(NextOf(*Load(RunNamed(name))));
  next.runs[0].revision_read = 5;
  next.runs[1].revision_read = 0;  // starts again, but lives
  next.runs.push_back(NewRun("d"));
  next.runs.push_back(NextOf({.id = RunNamed("gone"), .key = "gone", .revision = 1}));
  next.runs.back().status = RunStatus::kCompleted;
  next.inbox = {EventSeen("e-1", 0)};

  const CommitOutcome outcome = Commit(next, Kind::kConflict);

  std::vector<RunId> expected = {RunNamed("a"), RunNamed("b"), RunNamed("gone")};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(outcome.stale, expected);
  EXPECT_TRUE(outcome.taken.empty());
  EXPECT_EQ(Load(RunNamed("c"))->revision, 1);
  EXPECT_FALSE(Load(RunNamed("d")));
  next.runs = {};
  Commit(next);  // the event was not remembered either
}

TEST_P(StoreContract, ARunEndedByAnotherIsStale) {
  Batch start = WorkflowBatch();
  start.runs = {NewRun("a")};
  Commit(start);
  Batch end = WorkflowBatch();
  end.runs = {NextOf(*Load(RunNamed("a")))};
  Batch late = end;
  end.runs[0].status = RunStatus::kCompleted;
  Commit(end);

  EXPECT_EQ(Commit(late, Kind::kConflict).stale, std::vector{RunNamed("a")});
}

TEST_P(StoreContract, AKeyBelongsToOneLiveRun) {
  Batch start = WorkflowBatch();
  start.runs = {NewRun("a")};
  Commit(start);
  Batch again = WorkflowBatch();
  again.runs = {NewRun("b"), NewRun("c"), NewRun("d"), NewRun("e")};
  again.runs[0].key = "a";
  again.runs[1].key = "a";
  again.runs[1].status = RunStatus::kCompleted;
  again.runs[2].key = "a";
  again.runs[2].name = "another workflow";

  CommitOutcome outcome = Commit(again, Kind::kConflict);

  std::sort(outcome.taken.begin(), outcome.taken.end());
  std::vector<std::pair<RunId, RunId>> expected = {{RunNamed("b"), RunNamed("a")},
                                                   {RunNamed("c"), RunNamed("a")}};
  std::sort(expected.begin(), expected.end());
  EXPECT_EQ(outcome.taken, expected);
  EXPECT_TRUE(outcome.stale.empty());
  EXPECT_FALSE(Load(RunNamed("e")));
}

TEST_P(StoreContract, AKeyIsFreeInTheBatchThatEndsItsRun) {
  Batch start = WorkflowBatch();
  start.runs = {NewRun("a")};
  Commit(start);
  Batch restart = WorkflowBatch();
  restart.runs = {NewRun("b"), NextOf(*Load(RunNamed("a")))};
  restart.runs[0].key = "a";
  restart.runs[1].status = RunStatus::kCancelled;

  Commit(restart);

  EXPECT_TRUE(Load(RunNamed("b")));
  EXPECT_FALSE(Load(RunNamed("a")));
}

TEST_P(StoreContract, ReportsEveryKnownEventAndStoresNothing) {
  Batch first = WorkflowBatch();
  first.inbox = {EventSeen("yesterday", 0)};
  Commit(first);
  AgeInbox();
  first.inbox = {EventSeen("today", 0)};
  Commit(first);
  Batch next = WorkflowBatch();
  next.inbox = {EventSeen("new", 10), EventSeen("today", 11), EventSeen("yesterday", 12),
                EventSeen("newer", 13)};
  next.runs = {NewRun("a")};

  EXPECT_EQ(Commit(next, Kind::kDuplicates).duplicates, (std::vector<std::size_t>{11, 12}));
  EXPECT_FALSE(Load(RunNamed("a")));

  next.inbox.erase(next.inbox.begin() + 1, next.inbox.begin() + 3);
  Commit(next);
  EXPECT_EQ(Commit(next, Kind::kDuplicates).duplicates, (std::vector<std::size_t>{10, 13}));
}

TEST_P(StoreContract, AnEventThatStandsTwiceInABatchIsADuplicate) {
  Batch batch = WorkflowBatch();
  batch.inbox = {EventSeen("a", 0), EventSeen("b", 1), EventSeen("a", 2)};
  EXPECT_EQ(Commit(batch, Kind::kDuplicates).duplicates, std::vector<std::size_t>{2});
}

TEST_P(StoreContract, AnEventIsKnownPerRole) {
  EXPECT_NE(InboxId("workflow", "default", "s", "1"), InboxId("voice", "default", "s", "1"));
  EXPECT_NE(InboxId("workflow", "default", "s", "1"), InboxId("workflow", "default", "s1", ""));
}

TEST_P(StoreContract, KeepsAnyBytesExactly) {
  const std::string nasty = NastyText();
  Batch batch = WorkflowBatch();
  batch.bus_id = nasty;
  batch.positions = {{{"topic" + nasty, 3}, PartitionOwner::kBeginning, 1}};
  batch.runs = {NewRun("a")};
  RunWrite& run = batch.runs[0];
  run.space = run.name = run.key = run.subject = run.state = run.history = nasty;
  run.waits_added = {{RandomUuid(), "s" + nasty, "v" + nasty}};
  batch.mail = {{"s" + nasty, "v" + nasty, "e" + nasty, MailOf("").expires, 1}};
  batch.effects_added = {{EffectId::Derive({"e"}), 3, run.id, nasty, 1, At(5), nasty}};
  batch.outbox = {{3, {{"t" + nasty, nasty, nasty, {{"h" + nasty, nasty}}}}}};

  const CommitOutcome outcome = Commit(batch);

  ASSERT_EQ(outcome.matches.size(), 1);
  EXPECT_EQ(outcome.matches[0].event, "e" + nasty);
  const auto loaded = Load(run.id);
  ASSERT_TRUE(loaded);
  EXPECT_EQ(loaded->key, nasty);
  EXPECT_EQ(loaded->subject, nasty);
  EXPECT_EQ(loaded->state, nasty);
  const TakeOver found = TakeOverOf("workflow", {3}, nasty);
  ASSERT_EQ(found.positions.size(), 1);
  EXPECT_EQ(found.positions[0].first.topic, "topic" + nasty);
  ASSERT_EQ(found.effects.size(), 1);
  EXPECT_EQ(found.effects[0].kind, nasty);
  EXPECT_EQ(found.effects[0].request, nasty);
  ASSERT_EQ(found.outbox.size(), 1);
  EXPECT_EQ(found.outbox[0].records[0].headers, (Headers{{"h" + nasty, nasty}}));
}

TEST_P(StoreContract, TakesLongKeysAndValues) {
  const std::string lengthy =
      RandomToken(200'000);  // far beyond what an index holds, and incompressible
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a")};
  batch.runs[0].key = batch.runs[0].subject = lengthy;
  batch.runs[0].waits_added = {{RandomUuid(), lengthy, lengthy}};
  batch.mail = {{lengthy, lengthy, "event", MailOf("").expires, 1}};

  EXPECT_EQ(Commit(batch).matches.size(), 1);
  EXPECT_EQ(Load(RunNamed("a"))->key, lengthy);

  Batch again = WorkflowBatch();
  again.runs = {NewRun("b")};
  again.runs[0].key = lengthy;
  EXPECT_EQ(Commit(again, Kind::kConflict).taken.size(), 1);
}

TEST_P(StoreContract, TakesAStateOfOneMebibyteAndRefusesMore) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a"), NewRun("b")};
  batch.runs[1].state = std::string(1 << 20, '\0');
  Commit(batch);
  EXPECT_EQ(Load(RunNamed("b"))->state, batch.runs[1].state);

  Batch larger = WorkflowBatch();
  larger.runs = {NewRun("c")};
  larger.runs[0].state = std::string((1 << 20) + 1, 'x');
  const auto refused = session_->Commit(larger);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalid);
  EXPECT_NE(refused.error().message.find(RunNamed("c").ToString()), std::string::npos);
}

TEST_P(StoreContract, RefusesARunNamedTwice) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("a"), NewRun("a")};
  EXPECT_EQ(session_->Commit(batch).error().kind, ErrorKind::kInternal);
}

}  // namespace
}  // namespace tocsin
