// Money of dials: held while there is any, settled once, counted by day and number.
#include <atomic>
#include <thread>

#include "harness.hpp"

namespace tocsin {
namespace {

constexpr const char* kAlice = "+15559876543";
constexpr const char* kBob = "+4930123456";

class SpendContract : public StoreContract {
 protected:
  static SpendRow Held(const std::string& name, std::int64_t micros,
                       const std::string& phone = kAlice) {
    return {.attempt = AttemptId::Derive({"spend", name}),
            .call = CallId::Derive({"spend", name}),
            .phone = phone,
            .at = At(0),
            .micros = micros,
            .budget = {.since = At(-10), .all = 100, .to_phone = 60}};
  }
  static Batch Of(std::vector<SpendRow> rows) {
    Batch batch = VoiceBatch();
    batch.voice.spend = std::move(rows);
    return batch;
  }
  MoneySpent Spent(const std::string& phone, TimePoint since = At(-10)) {
    const auto tally = session_->CountAttempts(
        {phone}, {.all = At(0), .lately = At(0), .looked_after = At(0), .money = since});
    EXPECT_TRUE(tally) << tally.error().message;
    return tally ? tally->SpentOn(phone) : MoneySpent{};
  }
};

TEST_P(SpendContract, IsCountedByDayAndNumber) {
  auto yesterday = Held("before", 50);
  yesterday.at = At(-20);
  Commit(Of({yesterday, Held("a", 30), Held("b", 40, kBob)}));

  EXPECT_EQ(Spent(kAlice).all, 70);
  EXPECT_EQ(Spent(kAlice).to_phone, 30);
  EXPECT_EQ(Spent(kBob).to_phone, 40);
  EXPECT_EQ(Spent("+15550001111").to_phone, 0);
  EXPECT_EQ(Spent(kAlice, At(-30)).to_phone, 80);
}

TEST_P(SpendContract, MoreThanThereIsConflictsAndStoresNothing) {
  Commit(Of({Held("a", 60)}));
  const auto to_phone = Commit(Of({Held("b", 1)}), CommitOutcome::Kind::kConflict);
  EXPECT_EQ(to_phone.stale_calls, std::vector{Held("b", 1).call});
  const auto in_all = Commit(Of({Held("c", 30, kBob), Held("d", 11, "+15550001111")}),
                             CommitOutcome::Kind::kConflict);
  EXPECT_EQ(in_all.stale_calls, std::vector{Held("d", 1).call}) << "the first still had money";
  EXPECT_EQ(Spent(kBob).to_phone, 0);
  EXPECT_EQ(Spent(kBob).all, 60);
}

TEST_P(SpendContract, IsSettledOnceAndMakesRoom) {
  Commit(Of({Held("a", 60)}));
  auto settled = Held("a", 15);
  settled.settled = true;
  Commit(Of({settled, Held("b", 45)}));
  settled.micros = 1;
  Commit(Of({settled}));
  EXPECT_EQ(Spent(kAlice).to_phone, 60);

  auto unknown = Held("never held", 15);
  unknown.settled = true;
  Commit(Of({unknown, Held("a", 99)}));
  EXPECT_EQ(Spent(kAlice).to_phone, 60) << "an attempt holds money once, also made again";
}

TEST_P(SpendContract, ABillTakesThePlaceOfWhatWasReckonedOnce) {
  Commit(Of({Held("a", 60)}));
  auto settled = Held("a", 15);
  settled.settled = true;
  Commit(Of({settled}));
  auto billed = settled;
  billed.billed = true;
  billed.micros = 22;
  Commit(Of({billed}));
  EXPECT_EQ(Spent(kAlice).to_phone, 22);
  billed.micros = 1;
  settled.micros = 2;
  Commit(Of({settled, billed}));
  EXPECT_EQ(Spent(kAlice).to_phone, 22);

  auto at_once = Held("b", 7);
  at_once.settled = at_once.billed = true;
  Commit(Of({Held("b", 30)}));
  Commit(Of({at_once}));
  EXPECT_EQ(Spent(kAlice).to_phone, 29) << "a bill may come before anything was reckoned";
}

TEST_P(SpendContract, ManyAtOnceNeverHoldMoreThanThereIs) {
  constexpr int kThreads = 8, kEach = 15;
  std::atomic<int> held = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < kThreads; ++t)
    threads.emplace_back([&, t] {
      const auto session = NewSession();
      for (int i = 0; i < kEach; ++i) {
        const auto name = std::to_string(t) + '/' + std::to_string(i);
        auto row = Held(name, 3, "+1555000" + std::to_string(1'000 + t * kEach + i));
        const auto outcome = session->Commit(Of({std::move(row)}));
        if (outcome && outcome->kind == CommitOutcome::Kind::kCommitted) ++held;
      }
    });
  for (auto& thread : threads) thread.join();
  EXPECT_EQ(held, 33) << "a hundred, three at a time";
  EXPECT_EQ(Spent(kAlice).all, 99);
}

INSTANTIATE_TEST_SUITE_P(Stores, SpendContract, testing::Values("memory", "postgres"));

}  // namespace
}  // namespace tocsin
