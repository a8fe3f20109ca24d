// PINs that callers key to say who they are: wrong ones are counted, and bound those that follow.
#include <atomic>
#include <thread>

#include "harness.hpp"

namespace tocsin {
namespace {

constexpr const char* kMallory = "+15550002222";
constexpr const char* kTrudy = "anonymous '); drop table pin_try; --";

class PinTriesContract : public StoreContract {
 protected:
  static PinTryRow Try(const std::string& call, int turn, const std::string& caller = kMallory,
                       bool wrong = true) {
    return {.call = CallId::Derive({"pin", call}),
            .turn = turn,
            .caller = caller,
            .at = At(turn),
            .wrong = wrong,
            .limits = {.caller_since = At(0), .of_caller = 3, .all_since = At(0), .of_all = 5}};
  }
  static Batch Of(std::vector<PinTryRow> rows) {
    Batch batch = VoiceBatch();
    batch.voice.pin_tries = std::move(rows);
    return batch;
  }
  WrongPinTally Wrong(TimePoint caller_since = At(0), TimePoint all_since = At(0)) {
    const auto tally = session_->CountWrongPins({kMallory, kTrudy}, caller_since, all_since);
    EXPECT_TRUE(tally) << tally.error().message;
    return tally ? *tally : WrongPinTally{};
  }
};

TEST_P(PinTriesContract, WrongOnesAreCountedByCallerAndInAllSinceThen) {
  Commit(Of({Try("a", 1), Try("a", 2), Try("b", 3, kTrudy), Try("c", 4, kMallory, false)}));
  EXPECT_EQ(Wrong().of.at(kMallory), 2) << "one was right";
  EXPECT_EQ(Wrong().of.at(kTrudy), 1);
  EXPECT_EQ(Wrong().all, 3);
  EXPECT_EQ(Wrong(At(2), At(3)).of.at(kMallory), 1);
  EXPECT_EQ(Wrong(At(2), At(3)).all, 1);
  Commit(Of({Try("a", 2)}));
  EXPECT_EQ(Wrong().all, 3) << "the same turn is the same try";
}

TEST_P(PinTriesContract, OneAfterTooManyIsAConflictRightOrWrong) {
  Commit(Of({Try("a", 1), Try("a", 2), Try("b", 3)}));
  for (const bool wrong : {true, false}) {
    const auto refused = Commit(Of({Try("c", 4, kMallory, wrong)}), CommitOutcome::Kind::kConflict);
    EXPECT_EQ(refused.stale_calls, std::vector{Try("c", 4).call});
  }
  EXPECT_EQ(Wrong().all, 3) << "what was refused is not counted";
  Commit(Of({Try("d", 5, kTrudy), Try("e", 6, kTrudy)}));
  const auto in_all = Commit(Of({Try("f", 7, "+15550003333")}), CommitOutcome::Kind::kConflict);
  EXPECT_EQ(in_all.stale_calls, std::vector{Try("f", 7).call}) << "nobody has another guess";
  auto later = Try("g", 8);
  later.limits.caller_since = later.limits.all_since = At(3);
  Commit(Of({later}));
}

TEST_P(PinTriesContract, OfOneBatchTheFirstOnesCount) {
  const auto refused = Commit(Of({Try("a", 1), Try("b", 2), Try("c", 3), Try("d", 4)}),
                              CommitOutcome::Kind::kConflict);
  EXPECT_EQ(refused.stale_calls, std::vector{Try("d", 4).call});
  EXPECT_EQ(Wrong().all, 0);
}

TEST_P(PinTriesContract, GuessesOnManyCallsAtOnceAreNoMoreThanOneAfterTheOther) {
  constexpr int kThreads = 8, kEach = 6;
  std::atomic<int> taken = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      const auto session = NewSession();
      for (int i = 0; i < kEach; ++i) {
        const auto outcome = session->Commit(
            Of({Try(std::to_string(t), i + 1, "+1555000" + std::to_string(1'000 + t * 10 + i))}));
        if (outcome && outcome->kind == CommitOutcome::Kind::kCommitted) ++taken;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(taken, 5);
  EXPECT_EQ(Wrong().all, 5);
}

INSTANTIATE_TEST_SUITE_P(Stores, PinTriesContract, testing::Values("memory", "postgres"));

}  // namespace
}  // namespace tocsin
