// A carrier's flow, which fetches the words of each turn and tells of keys without saying what they
// answer.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "fakes/call_script.hpp"
#include "fakes/inbound_call.hpp"

namespace tocsin::voice {
namespace {

using fakes::CallScript;
using testing::HasSubstr;
using testing::Not;

class FetchedWords : public testing::Test {
 protected:
  void SetUp() override {
    CallScript::source = CallScript::Source::kFlow;
    call.Live();
  }
  void TearDown() override { CallScript::source = CallScript::Source::kWebhooks; }

  const Transition& Fetch() { return call.Answer(); }
  const Transition& Tell(const std::string& digits) {
    auto hook = call.Hook(CallWebhook::Kind::kInput, CallStatus::kInProgress);
    hook.fetched = true;
    hook.digits = digits;
    return call.Came(std::move(hook));
  }
  bool HangsUp() const { return call.last.reply && !call.last.reply->ask && call.Said().empty(); }

  CallScript call;
};

TEST_F(FetchedWords, AreAnsweredToTheEnd) {
  EXPECT_THAT(call.Said(), HasSubstr("nginx has stopped"));
  EXPECT_THAT(call.Said(), HasSubstr("To dismiss, press 2."));
  EXPECT_THAT(call.Said(), Not(HasSubstr(" say "))) << "nothing that is said is heard";
  Tell("2");
  EXPECT_THAT(call.Said(), HasSubstr("Press 1 to confirm")) << "the flow fetches the same";
  const auto read_back = call.Said();
  EXPECT_THAT(read_back, Not(HasSubstr("say yes")));
  Fetch();
  EXPECT_EQ(call.Said(), read_back);
  Tell("1");
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "dismiss");
  EXPECT_FALSE(HangsUp()) << "the goodbye is to be fetched";
  Fetch();
  EXPECT_FALSE(call.Said().empty());
  Tell("");
  EXPECT_TRUE(HangsUp());
}

/// The carrier waits for an answer that does not come, and tells again.
TEST_F(FetchedWords, KeysThatAreToldTwiceCountOnce) {
  Tell("1");
  const auto read_back = call.Said();
  Tell("1");
  Tell("1");
  EXPECT_EQ(call.Count(type::kDecisionMade), 0) << "1 confirms only what was read back";
  EXPECT_EQ(call.Said(), read_back);
  Fetch();
  Tell("1");
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "approve");
  Tell("1");
  EXPECT_FALSE(HangsUp()) << "the goodbye was not fetched";
}

/// A process hung with it, or a proxy sent it again.
TEST_F(FetchedWords, ACopyThatWasKeptWaitingAnswersNoLaterWords) {
  TurnHeard copy{.leg = call.LegOf(), .fetched = true, .came = call.now, .heard = {.digits = "1"}};
  call.now += std::chrono::seconds(1);
  Tell("1");
  Fetch();
  const auto read_back = call.Said();
  call.now += std::chrono::seconds(1);
  call.Feed(copy);
  EXPECT_EQ(call.Count(type::kDecisionMade), 0) << "nobody confirmed";
  EXPECT_EQ(call.Said(), read_back);
  copy.came = call.now;
  call.Feed(copy);
  EXPECT_EQ(call.Data(type::kDecisionMade, "choice"), "approve");
}

TEST_F(FetchedWords, NothingIsAnsweredBeforeAnythingWasSaid) {
  CallScript fresh;
  fresh.Time();
  fresh.Placed();
  fresh.StatusCame(CallStatus::kInProgress, 2);
  for (const auto* digits : {"", "1", "1"}) {
    fresh.Feed(TurnHeard{.leg = fresh.LegOf(), .fetched = true, .heard = {.digits = digits}});
    EXPECT_EQ(fresh.at.call.talk.turn, 0);
    ASSERT_TRUE(fresh.last.reply && fresh.last.reply->ask) << "the flow goes on";
  }
  fresh.Answer();
  EXPECT_THAT(fresh.Said(), HasSubstr("nginx has stopped"));
}

TEST_F(FetchedWords, AreFetchedTwiceAndAnsweredOnce) {
  Fetch();
  Fetch();
  Tell("2");
  EXPECT_EQ(call.at.call.talk.turn, 2);
}

TEST_F(FetchedWords, NobodyPressesAnything) {
  for (int i = 0; i < 20 && !HangsUp(); ++i) {
    Tell("");
    if (!HangsUp()) Fetch();
  }
  EXPECT_TRUE(HangsUp());
  EXPECT_EQ(call.Count(type::kDecisionMade), 0);
  EXPECT_EQ(call.at.call.farewell, "no_input");
}

TEST_F(FetchedWords, AHangUpIsNoAnswer) {
  auto hook = call.Hook(CallWebhook::Kind::kInput, CallStatus::kCompleted);
  hook.fetched = true;
  hook.digits = "1";
  call.Came(std::move(hook));
  EXPECT_TRUE(HangsUp());
  EXPECT_EQ(call.at.call.talk.turn, 1);
}

TEST(FetchedWordsOfWhoCallsUs, GoOnWithWhatTheWorkflowWants) {
  fakes::InboundCall call;
  call.Feed(CameIn{.leg = call.LegAs(CallStatus::kInProgress),
                   .call = call.at.call.id,
                   .attempt = AttemptId::Derive({"in", "1"}),
                   .from = fakes::InboundCall::kCaller,
                   .to = "+15551234567",
                   .by = WordsWanted::By::kFetched});
  EXPECT_TRUE(call.Holds());
  const auto circle = [&](std::string digits) {
    call.now += std::chrono::seconds(1);
    call.Feed(TurnHeard{.leg = call.LegAs(CallStatus::kInProgress),
                        .fetched = true,
                        .heard = {.digits = std::move(digits)}});
    call.Feed(
        WordsWanted{.leg = call.LegAs(CallStatus::kInProgress), .by = WordsWanted::By::kFetched});
  };
  call.Wants(tocsin::events::kStepAsk, "Shall I?");
  circle("");
  EXPECT_THAT(call.Said(), HasSubstr("Shall I?"));
  circle("1");
  EXPECT_EQ(call.Count(type::kDecisionMade), 0) << "1 is to be confirmed";
  circle("1");
  EXPECT_EQ(call.Count(type::kDecisionMade), 1);
  EXPECT_TRUE(call.Holds()) << "the call goes on";
}

}  // namespace
}  // namespace tocsin::voice
