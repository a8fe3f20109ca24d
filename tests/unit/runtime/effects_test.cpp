// links: runtime
#include "workers/runtime/effects.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "fakes/fake_clock.hpp"
#include "fakes/fake_shard.hpp"

namespace tocsin::runtime {
namespace {

using std::chrono::seconds;

/// Requests as the destinations have them: "LANE NAME", with the way to answer.
struct Asked {
  std::string what;
  EffectDone done;
};

/// What the settings of all lanes say now.
struct AskedRules {
  bool paused = false;
  std::optional<TimePoint> until = {};
};

class AskedWork final : public EffectWork {
 public:
  AskedWork(std::string request, std::vector<Asked>& asked, const AskedRules& rules)
      : request_(std::move(request)), asked_(asked), rules_(rules) {}
  std::string Lane() const override { return request_.substr(0, request_.find(' ')); }
  LaneRules Rules() const override {
    return {.at_once = 2,
            .paused = rules_.paused,
            .rest = request_.starts_with("resting") ? Duration(seconds(30)) : Duration(0)};
  }
  /// "LANE KEY/PLACE": those of a key follow each other.
  std::optional<EffectTurn> Turn() const override {
    const auto slash = request_.find('/');
    if (slash == std::string::npos) return std::nullopt;
    return EffectTurn{request_.substr(0, slash),
                      {TimePoint(), "t", std::stoll(request_.substr(slash + 1))}};
  }
  std::optional<Duration> Patience() const override {
    if (!request_.starts_with("hasty")) return std::nullopt;
    return Duration(seconds(10));
  }
  EffectAttempts Attempts() const override {
    return {.most = 3, .backoff = seconds(2), .until = rules_.until};
  }
  void Begin(const EffectRow&, EffectDone done) override {
    asked_.push_back({request_, std::move(done)});
  }
  EffectEnd Judge(const json::value& result) const override {
    return result == json::value("good") ? EffectEnd::kDone : EffectEnd::kAgain;
  }

 private:
  std::string request_;
  std::vector<Asked>& asked_;
  const AskedRules& rules_;
};

class AskedKind final : public EffectKind {
 public:
  AskedKind(std::vector<Asked>& asked, const AskedRules& rules) : asked_(asked), rules_(rules) {}
  std::string_view Name() const override { return "ask"; }
  Result<std::unique_ptr<EffectWork>> Read(const EffectRow& row) override {
    if (row.request.empty()) return Fail(ErrorKind::kInvalid, "nothing to ask");
    return std::unique_ptr<EffectWork>(std::make_unique<AskedWork>(row.request, asked_, rules_));
  }
  json::value Failed(const Error& error) const override {
    return json::value(ToString(error.kind));
  }

 private:
  std::vector<Asked>& asked_;
  const AskedRules& rules_;
};

/// A handler that has nothing but effects.
class EffectsOnly final : public RoleHandler {
 public:
  EffectsOnly(ShardServices& shard, std::vector<Asked>& asked, const AskedRules& rules)
      : effects(shard, Kinds(asked, rules)) {}
  bool Ignores(std::string_view, bool) const override { return false; }
  DatabaseJob Prepare(std::span<const ShardInput>) override { return nullptr; }
  tl::expected<void, Blame> Decide(std::span<const ShardInput> inputs, BatchWriter& out) override {
    effects.BeginBatch();
    for (const auto& input : inputs) {
      const auto* signal = std::get_if<Signal>(&input);
      if (signal == nullptr || !effects.IsMine(*signal)) continue;
      auto settled = effects.Decide(*signal, out);
      if (!settled) continue;
      // As a run does: its answer takes the effect away.
      if (!settled->row.run.IsNil()) out.Out().effects_removed.push_back(settled->row.id);
      ends.push_back(settled->row.request + ": " + json::serialize(settled->result) +
                     (settled->end == EffectEnd::kAgain ? " again" : ""));
    }
    return {};
  }
  void OnCommitted(const Batch& batch, const CommitOutcome&) override {
    effects.OnCommitted(batch);
  }
  void OnRejected(const CommitOutcome& outcome) override { effects.OnRejected(outcome); }
  void OnTaken(const std::vector<int>&, const TakeOver& taken) override {
    effects.Take(taken.effects);
  }
  void OnLost(const std::vector<int>& partitions) override { effects.OnLost(partitions); }

  runtime::Effects effects;
  std::vector<std::string> ends;

 private:
  static std::vector<std::unique_ptr<EffectKind>> Kinds(std::vector<Asked>& asked,
                                                        const AskedRules& rules) {
    std::vector<std::unique_ptr<EffectKind>> kinds;
    kinds.push_back(std::make_unique<AskedKind>(asked, rules));
    return kinds;
  }
};

class EffectsTest : public testing::Test {
 protected:
  /// A stored effect; of a run where `run` says so.
  void Put(const std::string& request, bool run = false, const std::string& kind = "ask") {
    EffectRow row{EffectId::Derive({request, kind}), 0, {}, kind, 1, clock_.Now(), request};
    if (run) row.run = RunId::Derive({request});
    durable_.effects[row.id] = row;
  }
  void Begin() {
    shard_.Take(handler_);
    shard_.Run();
  }
  /// The oldest request that is not answered.
  void Answer(const std::string& result, bool reached = true) {
    ASSERT_LT(answered_, asked_.size());
    asked_[answered_++].done({json::value(result), reached});
    shard_.Run();
  }
  void Pass(Duration time) {
    clock_.Advance(time);
    shard_.Run();
  }
  std::size_t Unanswered() const { return asked_.size() - answered_; }

  fakes::FakeClock clock_;
  fakes::Durable durable_;
  fakes::FakeShard shard_{clock_, durable_};
  std::vector<Asked> asked_;
  std::size_t answered_ = 0;
  AskedRules rules_;
  EffectsOnly handler_{shard_, asked_, rules_};
};

TEST_F(EffectsTest, OneDestinationHoldsUpNoOther) {
  for (const char* request : {"slow 1", "slow 2", "slow 3", "quick 1"}) Put(request);
  Begin();

  EXPECT_EQ(Unanswered(), 3U);  // two of the slow lane, and the other lane's
  for (int i = 0; i < 4; ++i) Answer("good");
  EXPECT_TRUE(durable_.effects.empty());
  EXPECT_EQ(handler_.ends.size(), 4U);
}

TEST_F(EffectsTest, AreTriedAgainWithGrowingPausesUntilTheLastAttempt) {
  Put("a");
  Begin();
  Answer("bad");
  EXPECT_EQ(Unanswered(), 0U);
  Pass(seconds(1));
  EXPECT_EQ(Unanswered(), 0U);
  Pass(seconds(2));
  Answer("bad");
  Pass(seconds(6));
  EXPECT_EQ(durable_.effects.begin()->second.attempt, 3);
  Answer("bad");

  EXPECT_EQ(handler_.ends,
            (std::vector<std::string>{"a: \"bad\" again", "a: \"bad\" again", "a: \"bad\""}));
  EXPECT_TRUE(durable_.effects.empty());
}

TEST_F(EffectsTest, ARunsEffectIsAskedOnceAndItsRunSaysWhatBecomesOfIt) {
  Put("a", true);
  Begin();
  Answer("bad");

  EXPECT_EQ(handler_.ends, std::vector<std::string>{"a: \"bad\""});
  EXPECT_TRUE(durable_.effects.empty());
  EXPECT_TRUE(handler_.effects.Known().empty());
}

TEST_F(EffectsTest, FailWhereTheirTurnDoesNotComeInTime) {
  for (const char* request : {"hasty 1", "hasty 2", "hasty 3"}) Put(request, true);
  Begin();
  Pass(seconds(9));
  EXPECT_TRUE(handler_.ends.empty());
  Pass(seconds(2));

  EXPECT_EQ(handler_.ends.size(), 1U) << "the one that was not asked";
  EXPECT_NE(handler_.ends[0].find("timeout"), std::string::npos);
  Answer("good");
  Answer("good");
  EXPECT_EQ(asked_.size(), 2U);
  EXPECT_TRUE(durable_.effects.empty());
}

TEST_F(EffectsTest, AskOneAtATimeWhatDoesNotAnswer) {
  for (int i = 0; i < 12; ++i) Put("dead " + std::to_string(i), true);
  Begin();
  EXPECT_EQ(Unanswered(), 2U);
  for (int i = 0; i < 6; ++i) Answer("refused", false);
  EXPECT_EQ(Unanswered(), 1U);
  Answer("good");
  EXPECT_EQ(Unanswered(), 2U);
}

TEST_F(EffectsTest, RememberABoundedNumberOfWhatDoesNotAnswer) {
  Put("alive", true);
  Begin();
  Answer("bad");
  EXPECT_EQ(handler_.effects.Lanes(), 0U);
  for (int i = 0; i < 1'500; ++i) Put("dead" + std::to_string(i), true);
  Begin();
  EXPECT_EQ(handler_.effects.Lanes(), 1'500U);
  while (Unanswered() > 0) asked_[answered_++].done({json::value("bad"), false});
  shard_.Run();

  EXPECT_TRUE(durable_.effects.empty());
  EXPECT_EQ(handler_.effects.Lanes(), 1'000U);
}

TEST_F(EffectsTest, AreNotAskedAgainByWhoAskedAlready) {
  Put("under way", true);
  Put("answered");
  Begin();
  shard_.RefuseCommits(1);
  handler_.OnLost({0});
  asked_[0].done({json::value("good")});
  asked_[1].done({json::value("good")});
  answered_ = 2;
  shard_.Run();
  EXPECT_TRUE(handler_.ends.empty());

  Begin();  // the partition came back

  EXPECT_EQ(asked_.size(), 2U);
  EXPECT_GE(handler_.ends.size(), 2U);
  EXPECT_TRUE(durable_.effects.empty());
}

TEST_F(EffectsTest, OfAnUnknownKindStayForWhoKnowsIt) {
  Put("a", false, "fax");
  Put("", false);      // nothing can be made of it
  Put("b", true, "");  // of no kind
  Begin();

  EXPECT_EQ(asked_.size(), 0U);
  EXPECT_EQ(durable_.effects.size(), 3U);
  EXPECT_TRUE(handler_.effects.Known().empty());
}

TEST_F(EffectsTest, OfARunThatCannotBeReadFail) {
  EffectRow row{EffectId::Derive({"x"}), 0, RunId::Derive({"x"}), "ask", 1, clock_.Now(), ""};
  durable_.effects[row.id] = row;
  Begin();
  EXPECT_EQ(handler_.ends, std::vector<std::string>{": \"invalid\""});
}

TEST_F(EffectsTest, BeginWhenTheyAreDue) {
  Put("a");
  durable_.effects.begin()->second.due_at = clock_.Now() + seconds(5);
  Begin();
  Pass(seconds(4));
  EXPECT_EQ(asked_.size(), 0U);
  Pass(seconds(2));
  EXPECT_EQ(asked_.size(), 1U);
}

TEST_F(EffectsTest, ThoseOfOneKeyFollowEachOtherAndHoldUpNoOther) {
  for (const char* request : {"l a/2", "l a/1", "l b/7", "l a/3"}) Put(request);
  Begin();
  ASSERT_EQ(asked_.size(), 2U);
  std::vector<std::string> first{asked_[0].what, asked_[1].what};
  std::ranges::sort(first);
  EXPECT_EQ(first, (std::vector<std::string>{"l a/1", "l b/7"}));
  const bool a_first = asked_[0].what == "l a/1";

  Answer(a_first ? "bad" : "good");
  Answer(a_first ? "good" : "bad");
  EXPECT_EQ(Unanswered(), 0U) << "what comes next of the key waits for the pause of the first";
  Pass(seconds(3));
  ASSERT_EQ(Unanswered(), 1U);
  EXPECT_EQ(asked_.back().what, "l a/1");
  Answer("good");
  ASSERT_EQ(Unanswered(), 1U);
  EXPECT_EQ(asked_.back().what, "l a/2");
  Answer("good");
  EXPECT_EQ(asked_.back().what, "l a/3");
  Answer("good");
  EXPECT_TRUE(durable_.effects.empty());
}

TEST_F(EffectsTest, AnEarlierOneThatIsFoundLateDoesNotCutIn) {
  Put("l a/2");
  Begin();
  EXPECT_EQ(Unanswered(), 1U);
  Put("l a/1");
  Begin();
  EXPECT_EQ(Unanswered(), 1U) << "one of a key is under way";
  Answer("good");
  EXPECT_EQ(asked_.back().what, "l a/1");
}

TEST_F(EffectsTest, TheTurnGoesOnWhereAnotherOwnerEndedTheFirst) {
  Put("l a/1");
  Put("l a/2");
  Begin();
  Answer("bad");
  const auto first = std::ranges::find_if(
      durable_.effects, [](const auto& entry) { return entry.second.request == "l a/1"; });
  durable_.effects.erase(first);  // another process delivered it
  Pass(seconds(3));
  ASSERT_EQ(Unanswered(), 1U);
  EXPECT_EQ(asked_.back().what, "l a/2");
}

TEST_F(EffectsTest, ADestinationThatFailsRestsBeforeEachProbe) {
  for (int i = 0; i < 8; ++i) Put("resting " + std::to_string(i), true);
  Begin();
  for (int i = 0; i < 5; ++i) Answer("refused", false);
  EXPECT_EQ(Unanswered(), 1U) << "was under way";
  Answer("refused", false);
  EXPECT_EQ(Unanswered(), 0U);
  Pass(seconds(29));
  EXPECT_EQ(Unanswered(), 0U);
  Pass(seconds(2));
  EXPECT_EQ(Unanswered(), 1U) << "one finds out";
  Answer("refused", false);
  Pass(seconds(29));
  EXPECT_EQ(Unanswered(), 0U);
  Pass(seconds(2));
  Answer("good");
  EXPECT_EQ(Unanswered(), 0U) << "there was nothing left";
  Put("resting 8", true);
  Put("resting 9", true);
  Put("resting 10", true);
  Begin();
  EXPECT_EQ(Unanswered(), 2U) << "all goes on";
}

TEST_F(EffectsTest, NothingIsBegunWhilePaused) {
  rules_.paused = true;
  Put("a");
  Begin();
  Pass(std::chrono::hours(5));
  EXPECT_EQ(asked_.size(), 0U);
  rules_.paused = false;
  handler_.effects.Resume();
  EXPECT_EQ(Unanswered(), 1U);
}

TEST_F(EffectsTest, AreGivenUpAtTheirAge) {
  rules_.until = clock_.Now() + seconds(5);
  for (const char* request : {"a 1", "a 2", "a 3"}) Put(request);
  Begin();
  Answer("bad");
  ASSERT_EQ(handler_.ends.size(), 1U);
  EXPECT_TRUE(handler_.ends[0].ends_with("again"));
  EXPECT_EQ(Unanswered(), 2U);
  Pass(seconds(6));  // the first is due again, and both others are under way
  Answer("bad");
  Answer("bad");
  std::vector<std::string> ends(handler_.ends.begin() + 1, handler_.ends.end());
  for (auto& end : ends) end = end.substr(end.find(':'));
  std::ranges::sort(ends);
  EXPECT_EQ(ends, (std::vector<std::string>{": \"bad\"", ": \"bad\"", ": \"timeout\""}))
      << "the next tries would come too late";
  EXPECT_EQ(asked_.size(), 3U);
  EXPECT_TRUE(durable_.effects.empty());
}

TEST(EffectBackoff, GrowsToAnHourAndSpreads) {
  const auto id = EffectId::Derive({"x"});
  for (int attempt = 1; attempt < 40; ++attempt) {
    const Duration nominal =
        attempt < 12 ? Duration(2'000LL << (attempt - 1)) : Duration(std::chrono::hours(1));
    const Duration expected = std::min(nominal, Duration(std::chrono::hours(1)));
    const EffectAttempts attempts{.backoff = seconds(2)};
    const Duration wait = BackoffAfter(attempts, id, attempt);
    EXPECT_GE(wait, expected * 3 / 4) << attempt;
    EXPECT_LE(wait, expected * 5 / 4) << attempt;
    EXPECT_EQ(wait, BackoffAfter(attempts, id, attempt));
  }
  const EffectAttempts day{.backoff = seconds(2), .longest = std::chrono::hours(48)};
  EXPECT_NE(BackoffAfter(day, id, 1), BackoffAfter(day, EffectId::Derive({"y"}), 1));
  EXPECT_GE(BackoffAfter(day, id, 40), std::chrono::hours(18)) << "a day, a quarter more or less";
  EXPECT_LE(BackoffAfter(day, id, 40), std::chrono::hours(30));
}

}  // namespace
}  // namespace tocsin::runtime
