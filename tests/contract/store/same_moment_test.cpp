// Commits that meet: what is looked for before it is written may be there when it is written.
#include <algorithm>
#include <barrier>
#include <functional>
#include <map>
#include <mutex>
#include <thread>
#include <vector>

#include "harness.hpp"

namespace tocsin {
namespace {

constexpr int kSessions = 4;
constexpr int kRounds = 40;

class SameMomentContract : public StoreContract {
 protected:
  /// Each session commits its batch of each round at the same moment as the others; the outcomes by
  /// round.
  std::map<int, std::vector<CommitOutcome>> Meet(
      const std::function<Batch(int session, int round)>& batch_of) {
    std::map<int, std::vector<CommitOutcome>> outcomes;
    std::mutex mutex;
    std::barrier together(kSessions);
    std::vector<std::thread> threads;
    for (int s = 0; s < kSessions; ++s)
      threads.emplace_back([&, s] {
        const auto session = NewSession();
        for (int round = 0; round < kRounds; ++round) {
          const Batch batch = batch_of(s, round);
          together.arrive_and_wait();
          auto outcome = session->Commit(batch);
          const std::lock_guard lock(mutex);
          if (!outcome) ADD_FAILURE() << outcome.error().message;
          outcomes[round].push_back(outcome.value_or(CommitOutcome{}));
        }
      });
    for (auto& thread : threads) thread.join();
    return outcomes;
  }
  static std::ptrdiff_t CountOf(const std::vector<CommitOutcome>& outcomes,
                                CommitOutcome::Kind kind) {
    return std::ranges::count(outcomes, kind, &CommitOutcome::kind);
  }
};

TEST_P(SameMomentContract, ARunIsStartedByOneOfThem) {
  const auto name = [](int round) { return "run " + std::to_string(round); };
  const auto met = Meet([&](int session, int round) {
    Batch batch = WorkflowBatch();
    batch.inbox = {EventSeen(name(round) + " by " + std::to_string(session), 0)};
    batch.runs = {NewRun(name(round))};
    return batch;
  });
  for (const auto& [round, outcomes] : met) {
    EXPECT_EQ(CountOf(outcomes, CommitOutcome::Kind::kCommitted), 1) << round;
    for (const auto& outcome : outcomes)
      if (outcome.kind != CommitOutcome::Kind::kCommitted)
        EXPECT_EQ(outcome.stale, std::vector{RunNamed(name(round))}) << round;
    EXPECT_TRUE(Load(RunNamed(name(round)))) << round;
  }
}

TEST_P(SameMomentContract, OfTwoRunsOfOneKeyInABatchNeitherIsStored) {
  Batch batch = WorkflowBatch();
  batch.runs = {NewRun("first"), NewRun("second")};
  for (RunWrite& run : batch.runs) run.key = "the key of both";
  const auto outcome = Commit(batch, CommitOutcome::Kind::kConflict);
  EXPECT_FALSE(outcome.taken.empty());
  EXPECT_FALSE(Load(RunNamed("first")));
  EXPECT_FALSE(Load(RunNamed("second")));
}

TEST_P(SameMomentContract, AKeyIsTakenByOneOfThem) {
  const auto name = [](int session, int round) {
    return std::to_string(session) + " of key " + std::to_string(round);
  };
  const auto met = Meet([&](int session, int round) {
    Batch batch = WorkflowBatch();
    RunWrite run = NewRun(name(session, round));
    run.key = "key " + std::to_string(round);
    batch.runs = {run};
    return batch;
  });
  for (const auto& [round, outcomes] : met) {
    EXPECT_EQ(CountOf(outcomes, CommitOutcome::Kind::kCommitted), 1) << round;
    int live = 0;
    for (int s = 0; s < kSessions; ++s) live += Load(RunNamed(name(s, round))) ? 1 : 0;
    EXPECT_EQ(live, 1) << round;
    for (const auto& outcome : outcomes)
      if (outcome.kind != CommitOutcome::Kind::kCommitted)
        EXPECT_EQ(outcome.taken.size(), 1) << round;
  }
}

TEST_P(SameMomentContract, AnEventIsHandledByOneOfThem) {
  const auto met = Meet([&](int, int round) {
    Batch batch = WorkflowBatch();
    batch.inbox = {EventSeen("a" + std::to_string(round), 7),
                   EventSeen("b" + std::to_string(round), 9)};
    return batch;
  });
  for (const auto& [round, outcomes] : met) {
    EXPECT_EQ(CountOf(outcomes, CommitOutcome::Kind::kCommitted), 1) << round;
    for (const auto& outcome : outcomes)
      if (outcome.kind != CommitOutcome::Kind::kCommitted)
        EXPECT_EQ(outcome.duplicates, (std::vector<std::size_t>{7, 9})) << round;
  }
}

INSTANTIATE_TEST_SUITE_P(Stores, SameMomentContract, testing::Values("memory", "postgres"));

}  // namespace
}  // namespace tocsin
