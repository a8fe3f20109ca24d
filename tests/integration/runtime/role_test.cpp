// links: runtime store_memory schemas
#include <gtest/gtest.h>

#include "integration/runtime/role_world.hpp"

namespace tocsin::runtime {
namespace {

using Strings = std::vector<std::string>;

Result<CommitOutcome> Away() {
  return Fail(ErrorKind::kTransient, "committing: the connection was lost", "store");
}
Result<CommitOutcome> Refuses() {
  return Fail(ErrorKind::kInvalid, "committing: the database refuses a value", "store");
}
bool HasEvent(const Batch& batch, std::string_view id) {
  return std::ranges::any_of(batch.inbox, [&](const InboxWrite& write) {
    return write.id == InboxId("workflow", kDefaultTenant, "/test", id);
  });
}

TEST(Role, HandlesEachRecordOnceAndClearsTheOutbox) {
  RoleWorld world(2);
  world.Raise("a", 0);
  world.Raise("b", 1);
  world.Start();
  world.Raise("c", 0);
  world.Raise("a", 0);

  EXPECT_TRUE(Eventually([&] { return world.Position(kZero) == 3 && world.Position(kOne) == 1; }));
  EXPECT_TRUE(Eventually([&] { return world.OutboxRows() == 0; }));
  EXPECT_EQ(world.SortedOut(), (Strings{"out-a", "out-b", "out-c"}));
}

OutgoingRecord IgnoredIn(int partition) {
  auto record = EventCodec::Encode(EventOf("ignored", RoleWorld::KeyIn(partition)), "tocsin");
  for (auto& [name, value] : record.headers)
    if (name == "ce_type") value = "ignored";
  return record;
}

// Every role reads topics of which most records are nothing to it.
TEST(Role, StoresTogetherHowFarItReadWhatIsNothingToIt) {
  RoleWorld world;
  std::atomic<int> commits = 0;
  world.store.Script(
      [&](const Batch& batch, StoreSession&) -> std::optional<Result<CommitOutcome>> {
        if (!batch.positions.empty()) ++commits;
        return std::nullopt;
      });
  world.Start();
  for (int i = 0; i < 300; ++i) {
    world.bus.Append(IgnoredIn(0));
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }

  EXPECT_TRUE(Eventually([&] { return world.Position(kZero) == 300; }));
  EXPECT_LT(commits, 150) << "each handful had a commit of its own";
}

TEST(Role, StoresWhatItPassedWithTheNextBatchOrWhenItStops) {
  RoleWorld world(1);
  world.Start();
  world.bus.Append(IgnoredIn(0));
  world.Raise("a", 0);
  world.bus.Append(IgnoredIn(1));
  world.Raise("b", 0);
  ASSERT_TRUE(Eventually([&] { return world.Out().size() == 2; }));
  world.bus.Append(IgnoredIn(1));
  world.role->Stop(std::chrono::milliseconds(10));

  EXPECT_EQ(world.Position(kZero), 3) << "never back behind what came later";
  EXPECT_GE(world.Position(kOne), 1);
}

// The producer keyed its record otherwise than we key what follows: the run's partition belongs to
// another shard, which would learn of the timer only when it looks into the store again (5 s).
TEST(Role, WakesARunOfAnotherShardsPartitionInTime) {
  RoleWorld world(2);
  world.Start();
  world.Raise("first", 0);  // after it the timers of the near future are loaded
  ASSERT_TRUE(Eventually([&] { return world.Out().size() == 1; }));
  world.Raise("sleeps", 1);

  EXPECT_TRUE(
      Eventually([&] { return world.Out().size() == 2; }, std::chrono::milliseconds(4'500)));
  EXPECT_EQ(world.Out().back(), "out-timer");
}

TEST(Role, DeadLettersTheOneRecordThatTheStoreRefuses) {
  RoleWorld world;
  world.store.Script([](const Batch& batch, StoreSession&) -> std::optional<Result<CommitOutcome>> {
    if (HasEvent(batch, "bad")) return Refuses();
    return std::nullopt;
  });
  for (const auto* id : {"a", "b", "bad", "c", "d"}) world.Raise(id);
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.Position(kZero) == 5; }));
  EXPECT_TRUE(Eventually([&] { return world.Out().size() == 4 && world.Dead().size() == 1; }));
  EXPECT_EQ(world.SortedOut(), (Strings{"out-a", "out-b", "out-c", "out-d"}));
  EXPECT_EQ(world.Dead(), Strings{"bad"});
}

// The first half is given up because the partitions are taken away: the second must not be stored
// without it, or the position would pass what was never handled.
TEST(Role, StoresNothingOfABisectedBatchBehindAHalfThatWasGivenUp) {
  std::atomic<bool> refused = false, rebalanced = false;
  std::thread rebalance;
  RoleWorld world;
  world.store.Script(
      [&](const Batch& batch, StoreSession&) -> std::optional<Result<CommitOutcome>> {
        if (rebalanced) return std::nullopt;
        if (batch.inbox.size() == 4 && !refused.exchange(true)) return Refuses();
        if (!HasEvent(batch, "a")) return std::nullopt;
        if (!rebalance.joinable()) {
          rebalance = std::thread([&] {
            world.bus.Revoke();
            rebalanced = true;
            EXPECT_TRUE(world.bus.Assign({kZero, kOne}));
          });
        }
        return Away();
      });
  for (const auto* id : {"a", "b", "c", "d"}) world.Raise(id);
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.Out().size() >= 4; }));
  EXPECT_EQ(world.SortedOut(), (Strings{"out-a", "out-b", "out-c", "out-d"}));
  EXPECT_EQ(world.Position(kZero), 4);
  rebalance.join();
}

// Another partition comes while a commit fails: what was given up is still ours and must be read
// again.
TEST(Role, ReadsAgainWhatWasGivenUpForPartitionsThatStay) {
  std::atomic<bool> assigned = false;
  std::thread more;
  RoleWorld world;
  world.store.Script(
      [&](const Batch& batch, StoreSession&) -> std::optional<Result<CommitOutcome>> {
        if (assigned || !HasEvent(batch, "a")) return std::nullopt;
        if (!more.joinable()) {
          more = std::thread([&] {
            EXPECT_TRUE(world.bus.Assign({kOne}));
            assigned = true;
          });
        }
        return Away();
      });
  world.Start({kZero});
  world.Raise("a");
  ASSERT_TRUE(Eventually([&] { return assigned.load(); }));
  world.Raise("b");

  EXPECT_TRUE(Eventually([&] { return world.Out().size() >= 2; }));
  EXPECT_EQ(world.SortedOut(), (Strings{"out-a", "out-b"}));
  more.join();
}

TEST(Role, GoesOnAfterAnotherOwnerMovedAPosition) {
  std::atomic<bool> moved = false;
  RoleWorld world;
  world.store.Script(
      [&](const Batch& batch, StoreSession& real) -> std::optional<Result<CommitOutcome>> {
        if (batch.positions.empty() || moved.exchange(true)) return std::nullopt;
        Batch other;
        other.role = "workflow";
        other.bus_id = "log";
        other.positions.push_back({kZero, PartitionOwner::kBeginning, 1});
        EXPECT_TRUE(real.Commit(other));
        return std::nullopt;
      });
  for (const auto* id : {"a", "b"}) world.Raise(id);
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.Position(kZero) == 2; }));
  EXPECT_TRUE(Eventually([&] { return !world.Out().empty(); }));
  EXPECT_EQ(world.Out(), Strings{"out-b"}) << "the other owner handled the first";
}

TEST(Role, PublishesWhatACommitStoredWhoseAnswerWasLost) {
  std::atomic<bool> lost = false;
  RoleWorld world;
  world.store.Script(
      [&](const Batch& batch, StoreSession& real) -> std::optional<Result<CommitOutcome>> {
        if (batch.outbox.empty() || lost.exchange(true)) return std::nullopt;
        EXPECT_TRUE(real.Commit(batch));
        return Away();
      });
  world.Raise("a");
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.Out().size() == 1 && world.OutboxRows() == 0; }));
  EXPECT_EQ(world.Out(), Strings{"out-a"});
}

// The same for a batch without records, which no position fences: its rows must not lie there until
// the next rebalance.
TEST(Role, PublishesOnceWhatASignalsCommitStoredWhoseAnswerWasLost) {
  std::atomic<bool> lost = false;
  RoleWorld world;
  world.Start();
  world.store.Script(
      [&](const Batch& batch, StoreSession& real) -> std::optional<Result<CommitOutcome>> {
        if (batch.outbox.empty() || lost.exchange(true)) return std::nullopt;
        EXPECT_TRUE(real.Commit(batch));
        return Away();
      });
  world.echoes[0]->shard.Enter(Signal{RandomUuid(), 0, "s", nullptr});

  EXPECT_TRUE(Eventually([&] { return !world.Out().empty() && world.OutboxRows() == 0; }));
  EXPECT_EQ(world.Out(), Strings{"out-s"});
}

TEST(Role, DeadLettersTheOneEventAtWhichTheHandlerThrows) {
  RoleWorld world;
  for (const auto* id : {"a", "throws", "b"}) world.Raise(id);
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.Position(kZero) == 3 && world.Dead().size() == 1; }));
  EXPECT_TRUE(Eventually([&] { return world.Out().size() == 2; }));
  EXPECT_EQ(world.SortedOut(), (Strings{"out-a", "out-b"}));
  EXPECT_EQ(world.Dead(), Strings{"throws"});
  EXPECT_EQ(world.metrics.Value("tocsin_bus_dead_letters_total{role=workflow}"), 1);
}

// A record as large as the bus takes is too large once it has the headers of a dead letter.
TEST(Role, DeadLettersWithoutItsValueWhatIsTooLargeAsALetter) {
  RoleWorld world;
  Event event = EventOf("throws", RoleWorld::KeyIn(0));
  event.data = '"' + std::string(10'000, 'x') + '"';
  world.bus.Append(EventCodec::Encode(event, "tocsin"));
  world.bus.RefuseAbove(10'000);
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.Dead().size() == 1 && world.OutboxRows() == 0; }));
  const auto letters = world.bus.All("tocsin.dlq");
  ASSERT_EQ(letters.size(), 1U);
  EXPECT_FALSE(letters[0].value);
  const Headers expected = {{"dlq_offset", "0"}, {"dlq_value_bytes", "10002"}};
  for (const auto& header : expected)
    EXPECT_EQ(std::ranges::count(letters[0].headers, header), 1) << header.first;
}

TEST(Role, DeadLettersTheOneEventWhoseStateCannotBeLoaded) {
  RoleWorld world;
  for (const auto* id : {"a", "unloadable", "b"}) world.Raise(id);
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.Position(kZero) == 3 && world.Dead().size() == 1; }));
  EXPECT_TRUE(Eventually([&] { return world.Out().size() == 2; }));
  EXPECT_EQ(world.SortedOut(), (Strings{"out-a", "out-b"}));
}

TEST(Role, OwnsNothingOfAnAssignmentThatFailedHalfway) {
  RoleWorld world(2);
  ASSERT_TRUE(world.role->Start());
  world.store.FailTakeOverOf(1);

  EXPECT_FALSE(world.bus.Assign({kZero, kOne}));
  EXPECT_TRUE(Eventually([&] { return world.echoes[0]->lost >= 1; }));

  world.store.FailTakeOverOf(std::nullopt);
  world.Raise("a", 0);
  world.Raise("b", 1);
  EXPECT_TRUE(world.bus.Assign({kZero, kOne}));
  EXPECT_TRUE(Eventually([&] { return world.Out().size() == 2; }));
}

TEST(Role, StopsSoonWhileTheDatabaseIsAway) {
  RoleWorld world;
  world.Start();
  world.store.SetAway(true);
  world.Raise("a");
  ASSERT_TRUE(Eventually(
      [&] { return world.metrics.Value("tocsin_store_commit_seconds{role=workflow}") >= 1; }));

  world.role->Stop(std::chrono::milliseconds(10));  // or it waits for the database for ever
}

// A webhook committed it in another process, which died before it could publish it and came back.
TEST(Role, PublishesWhatNobodyElseDoes) {
  RoleWorld world;
  world.Start();
  Batch batch;
  batch.role = "workflow";
  batch.bus_id = "log";
  batch.outbox.push_back(
      {0, {EventCodec::Encode(EventOf("orphan", RoleWorld::KeyIn(0)), "tocsin")}});
  batch.outbox.back().records[0].topic = "tocsin.actions";
  ASSERT_TRUE(world.store.Memory().OpenSession().value()->Commit(batch));

  EXPECT_TRUE(Eventually([&] { return world.OutboxRows() == 0; }));
  EXPECT_EQ(world.Out(), Strings{"orphan"});
}

// An event that arrives in one partition moves on a run of another (a listen correlated across
// keys): the run's owner executes what it asks for.
TEST(Role, GivesAnEffectToTheShardThatOwnsItsPartition) {
  RoleWorld world(2);
  world.Start();
  world.Raise("asks", 1);
  const EffectId id = EffectId::Derive({"asks"});

  EXPECT_TRUE(Eventually([&] { return world.echoes[0]->Started(id) == 1; }));
  ASSERT_TRUE(Eventually([&] { return world.Position(kOne) == 1; }));
  EXPECT_EQ(world.echoes[1]->Started(id), 0U);
}

// The same committed by another process, which may have died right after.
TEST(Role, ExecutesAnEffectThatAnotherProcessCommitted) {
  RoleWorld world(2);
  world.Start();
  Batch batch;
  batch.role = "workflow";
  batch.bus_id = "log";
  batch.effects_added.push_back(Echo::EffectIn(0, "orphan"));
  ASSERT_TRUE(world.store.Memory().OpenSession().value()->Commit(batch));
  const EffectId id = EffectId::Derive({"orphan"});

  EXPECT_TRUE(Eventually([&] { return world.echoes[0]->Started(id) == 1; }));
  world.Raise("later", 0);
  ASSERT_TRUE(Eventually([&] { return world.Out().size() == 1; }));
  std::this_thread::sleep_for(std::chrono::milliseconds(150));  // three more looks
  EXPECT_EQ(world.echoes[0]->Started(id), 1U) << "what is under way is not begun again";
  EXPECT_EQ(world.echoes[1]->Started(id), 0U);
}

TEST(Role, TellsAThreadThatStandsStillFromOneThatWaits) {
  RoleWorld world(2);
  world.Start();
  const auto looks = [&](int count) {
    Status alive;
    for (int i = 0; i < count && alive; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20));
      alive = world.role->CheckAlive(150);
    }
    return alive;
  };
  world.store.SetAway(true);
  world.Raise("a", 0);
  EXPECT_TRUE(looks(160)) << "it tries to commit";
  world.store.SetAway(false);
  ASSERT_TRUE(Eventually([&] { return world.Out().size() == 1; }));

  world.Raise("hangs", 1);
  const Status alive = looks(1'000);
  EXPECT_FALSE(alive);
  if (!alive) EXPECT_NE(alive.error().message.find("shard 1 stands still"), std::string::npos);

  world.echoes[1]->hang = false;
  world.echoes[1]->hang.notify_all();
  EXPECT_TRUE(Eventually([&] { return world.role->CheckAlive(150).has_value(); }));
}

TEST(Role, TellsHowFarItIsBehindAndHowBusyItIs) {
  RoleWorld world;
  const std::string lag = "tocsin_bus_lag_records{role=workflow,topic=tocsin.alerts}";
  world.Start();
  world.Raise("a");
  ASSERT_TRUE(Eventually([&] { return world.Out().size() == 1; }));
  EXPECT_TRUE(Eventually([&] {
    world.role->TellOfLag();
    return world.metrics.Value(lag) == 0;
  }));
  EXPECT_GE(world.metrics.Value("tocsin_batch_seconds{role=workflow}"), 1);
  EXPECT_GT(world.metrics.Value("tocsin_shard_busy_seconds_total{role=workflow,shard=0}"), 0);

  world.store.SetAway(true);
  world.Raise("b");
  world.Raise("c");
  EXPECT_TRUE(Eventually([&] {
    world.role->TellOfLag();
    return world.metrics.Value(lag) == 2;
  }));
  world.store.SetAway(false);
  ASSERT_TRUE(Eventually([&] { return world.Out().size() == 3; }));
}

TEST(Role, MayGoWhileTheBusStillHoldsItsRecords) {
  RoleWorld world;
  world.Start();
  world.bus.Hold();
  world.Raise("a");
  ASSERT_TRUE(Eventually([&] { return world.OutboxRows() == 1; }));
  ASSERT_TRUE(Eventually([&] { return world.bus.GetProducer().InFlight() == 1; }));

  world.role->Stop(std::chrono::milliseconds(10));
  world.role.reset();
  world.bus.AcknowledgeHeld();

  EXPECT_EQ(world.Out(), Strings{"out-a"});
  EXPECT_EQ(world.OutboxRows(), 1U) << "deleted by whoever starts next";
}

TEST(Role, SendsAgainNothingThatIsOnTheBusWhenItStartsOver) {
  RoleWorld world;
  world.Start();
  world.bus.Hold();
  world.Raise("a");
  ASSERT_TRUE(Eventually([&] { return world.bus.GetProducer().InFlight() == 1; }));
  world.role->Stop(std::chrono::milliseconds(10));
  world.bus.AcknowledgeHeld();
  world.echoes.clear();
  world.Make(1);
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.OutboxRows() == 0; }));
  EXPECT_EQ(world.Out(), Strings{"out-a"});
}

// However much others wrote there after the record whose delivery nobody noted.
TEST(Role, SendsAgainNothingThatLiesBehindMuchForeignTraffic) {
  RoleWorld world;
  world.Start();
  world.Raise("before");
  ASSERT_TRUE(Eventually([&] { return world.OutboxRows() == 0 && world.Out().size() == 1; }));
  world.bus.Hold();
  world.Raise("a");
  ASSERT_TRUE(Eventually([&] { return world.bus.GetProducer().InFlight() == 1; }));
  world.role->Stop(std::chrono::milliseconds(10));
  world.bus.AcknowledgeHeld();
  for (int i = 0; i < 50'000; ++i)
    world.bus.Append({"tocsin.actions", RoleWorld::KeyIn(0), "{}", {}});
  world.echoes.clear();
  world.Make(1);
  world.Start();

  EXPECT_TRUE(Eventually([&] { return world.OutboxRows() == 0; }));
  EXPECT_EQ(world.Out(), (Strings{"out-before", "out-a"}));
}

}  // namespace
}  // namespace tocsin::runtime
