// links: runtime store
#include "workers/runtime/suspicion.hpp"

#include <gtest/gtest.h>

#include "workers/runtime/decision_gate.hpp"

namespace tocsin::runtime {
namespace {

using Treatment = Suspicion::Treatment;
constexpr TimePoint kWatched{std::chrono::hours(1)};

Record RecordAt(std::int64_t offset) {
  Record record;
  record.at = {"tocsin.alerts", 0};
  record.offset = offset;
  return record;
}
Haul HaulOf(int records) {
  Haul haul;
  haul.inputs.emplace_back(TimerDue{Uuid::Derive({"run"}), 1});
  for (int i = 0; i < records; ++i) haul.records.push_back(RecordAt(i));
  return haul;
}
std::vector<Treatment> Treatments(const std::vector<Suspicion::Portion>& portions) {
  std::vector<Treatment> treatments;
  for (const auto& portion : portions) treatments.push_back(portion.treatment);
  return treatments;
}
Tenure Suspected(const std::string& input, int decided, int stored = 0) {
  return {true, {{0, input, decided, stored}}};
}

TEST(Suspicion, WatchesAfterAnUncleanEndOnlyAndNotForEver) {
  Suspicion suspicion;
  suspicion.Taken({0, 1}, {}, kWatched);
  EXPECT_FALSE(suspicion.Watching());
  suspicion.Taken({0, 1}, {true, {}}, kWatched);
  EXPECT_TRUE(suspicion.Watching());
  suspicion.Look(kWatched + std::chrono::minutes(9));
  EXPECT_TRUE(suspicion.Watching());
  suspicion.Look(kWatched + std::chrono::minutes(11));
  EXPECT_FALSE(suspicion.Watching());
}

TEST(Suspicion, CutsSuspectsOutInOrder) {
  Suspicion suspicion;
  suspicion.Taken({0, 1}, Suspected(NameOf(RecordAt(2)), 0), kWatched);
  const auto portions = suspicion.Divide(HaulOf(5), {0, 1});
  EXPECT_EQ(Treatments(portions),
            (std::vector{Treatment::kTogether, Treatment::kAlone, Treatment::kTogether}));
  EXPECT_EQ(portions[0].inputs.size(), 3U) << "the timer too";
  EXPECT_EQ(portions[1].haul.records.front().offset, 2);
  EXPECT_EQ(portions[2].haul.records.size(), 2U);
  EXPECT_EQ(suspicion.NoteOf(portions[0]).stage, InHand::Stage::kTogether);
  EXPECT_FALSE(suspicion.NoteOfStoring());
  EXPECT_EQ(suspicion.NoteOf(portions[1]).stage, InHand::Stage::kDecidedAlone);
  EXPECT_EQ(suspicion.NoteOfStoring()->stage, InHand::Stage::kStoredAlone);
}

TEST(Suspicion, SetsAsideWhatWasAloneInHandTwice) {
  const auto treatment = [](int decided, int stored) {
    Suspicion suspicion;
    suspicion.Taken({0}, Suspected(NameOf(RecordAt(0)), decided, stored), kWatched);
    Haul haul;
    haul.records.push_back(RecordAt(0));
    return suspicion.Divide(std::move(haul), {0}).front().treatment;
  };
  EXPECT_EQ(treatment(1, 0), Treatment::kAlone);
  EXPECT_EQ(treatment(2, 0), Treatment::kSetAside);
  EXPECT_EQ(treatment(3, 0), Treatment::kDropped) << "setting it aside ended the process too";
  EXPECT_EQ(treatment(1, 4), Treatment::kAlone);
  EXPECT_EQ(treatment(0, 5), Treatment::kSetAside);
}

TEST(Suspicion, ClearsWhatWasStoredAndKeepsOutWhatComesAgain) {
  const auto timer = NameOf(ShardInput(TimerDue{Uuid::Derive({"run"}), 1}));
  Suspicion suspicion;
  Tenure tenure = Suspected(NameOf(RecordAt(0)), 1);
  tenure.suspects.push_back({1, timer, 3, 0});
  suspicion.Taken({0, 1}, tenure, kWatched);
  const auto portions = suspicion.Divide(HaulOf(1), {0, 1});
  EXPECT_EQ(Treatments(portions), (std::vector{Treatment::kDropped, Treatment::kAlone}));
  for (const auto& portion : portions) suspicion.Survived(portion);
  EXPECT_TRUE(suspicion.NotesLeft());
  EXPECT_EQ(suspicion.NothingInHand().cleared, std::vector<std::string>{NameOf(RecordAt(0))});
  EXPECT_FALSE(suspicion.NotesLeft());
  suspicion.Look(kWatched + std::chrono::minutes(11));
  EXPECT_TRUE(suspicion.Watching()) << "the timer is stored still";
  EXPECT_EQ(Treatments(suspicion.Divide(HaulOf(1), {0, 1})),
            (std::vector{Treatment::kDropped, Treatment::kTogether}));
  suspicion.Lost({1});
  EXPECT_EQ(Treatments(suspicion.Divide(HaulOf(1), {0})), std::vector{Treatment::kTogether});
}

TEST(DecisionGate, LetsOneBeAloneAndNobodyOvertake) {
  DecisionGate gate;
  std::string entered;
  EXPECT_TRUE(gate.TryEnter(false));
  EXPECT_TRUE(gate.TryEnter(false));
  gate.Enter(true, [&] { entered += "alone "; });
  EXPECT_FALSE(gate.TryEnter(false)) << "somebody waits";
  gate.Enter(false, [&] { entered += "a "; });
  gate.Enter(false, [&] { entered += "b "; });
  gate.Leave(false);
  EXPECT_EQ(entered, "");
  gate.Leave(false);
  EXPECT_EQ(entered, "alone ");
  gate.Leave(true);
  EXPECT_EQ(entered, "alone a b ");
  gate.Leave(false);
  gate.Leave(false);
  EXPECT_TRUE(gate.TryEnter(true));
  EXPECT_FALSE(gate.TryEnter(true));
}

}  // namespace
}  // namespace tocsin::runtime
