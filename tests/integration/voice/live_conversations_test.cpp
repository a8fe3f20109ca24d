// Somebody who rings talks with a model on a live line: who is asked when, and what the line says.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/telephony/twilio/signature.hpp"
#include "fakes/held_engines.hpp"
#include "fakes/played_line.hpp"
#include "fakes/virtual_loop.hpp"
#include "fakes/voice_world.hpp"
#include "workers/voice/worker/live_calls.hpp"

namespace tocsin {
namespace {

using fakes::PlayedLine;
using fakes::VoiceWorld;
using testing::HasSubstr;
using voice::LineListener;

class ConversationOnLine : public testing::Test {
 protected:
  /// The call's partition is another process's than the one that holds its line: that one reaches
  /// no line.
  void TakeUp(bool elsewhere) {
    world.make_codec = [] { return std::make_unique<fakes::SilentCodec>(); };
    world.live = elsewhere ? nullptr : &live;
    world.questions = &questions;
    auto settings = *world.settings.Get();
    settings.live_languages = {"en"};
    settings.questions = {.per_call = 3};
    world.settings.Set(settings);
    world.Restart();
    world.live = &live;
    of_line = world.MakeWebhooks();
    live.Register(router, world.Parts(), of_line->Commits());
    Ring();
    Step(kConverse + "}");
    if (elsewhere) Pass(std::chrono::milliseconds(300));
    ASSERT_EQ(line->Said(), "Good day.");
  }
  void TearDown() override {
    line->owner.reset();
    loop.Work();
  }

  void Ring() {
    HttpRequest request;
    request.method = "GET";
    request.target = request.path = "/ws/media-stream";
    request.headers = {
        {"Connection", "Upgrade"},
        {"Upgrade", "websocket"},
        {"X-Twilio-Signature",
         SignTwilio(VoiceWorld::kToken, "wss://voice.example.com/ws/media-stream", {})}};
    request.guarded = true;
    router.Handle(std::move(request), [](const HttpResponse&) {});
    ASSERT_NE(line, nullptr);
    line->owner->OnLineOpen({.stream_id = "EX1",
                             .provider_call_id = "CA77",
                             .account = "AC1",
                             .from = VoiceWorld::kBob,
                             .to = "+15551234567"});
    Run();
  }
  void Run() {
    while (loop.Work()) world.Run();
  }
  void Step(const std::string& more) {
    const auto call = std::string(world.Last(type::kCallInbound)->subject);
    world.Publish(type::kCallStepRequested, R"({"call_id":")" + call + "\"," + more + "}",
                  "step-" + std::to_string(++steps));
    Run();
  }
  void Perhaps(const std::string& words) {
    line->owner->OnLineEagerEnd(line->tasks.back().listen->turn, {.speech = words},
                                line->HeardSoFar());
    Run();
  }
  void Resumes() {
    line->owner->OnLineResumed();
    Run();
  }
  void Says(const std::string& words) {
    line->owner->OnLineTurn(line->tasks.back().listen->turn, {.speech = words}, line->HeardSoFar());
    Run();
  }
  void Writes(const std::string& text, bool end = true) {
    auto& to = model.asked.back().to;
    to.text(text);
    if (end) to.end(LanguageAnswer{.text = text});
    Run();
  }
  int Outcome(const std::string& outcome) const {
    return static_cast<int>(
        world.metrics.Value("tocsin_voice_eager_ends_total{outcome=" + outcome + "}"));
  }
  void Pass(Duration time) {
    for (Duration passed{}; passed < time; passed += std::chrono::milliseconds(50)) {
      loop.Advance(std::chrono::milliseconds(50));
      Run();
    }
  }
  void CountCommits() {
    world.store.Script([&](const Batch&, StoreSession&) -> std::optional<Result<CommitOutcome>> {
      ++commits;
      return std::nullopt;
    });
  }
  std::string LastAsked() const { return model.asked.back().what.messages.back().text; }

  fakes::VirtualLoop loop;
  std::shared_ptr<PlayedLine> line;
  fakes::HeldModel model;
  VoiceWorld world;
  voice::ModelQuestions questions{model, world.clock, 60};
  std::unique_ptr<voice::VoiceWebhooks> of_line;
  runtime::HttpRouter router;
  int steps = 0;
  int commits = 0;
  const std::string kConverse =
      R"("act":"converse","say":"Good day.","converse":{"instructions":"Be brief.",)"
      R"("tools":[{"name":"find_times"}])";
  voice::LiveCalls live{
      {.loops = {&loop},
       .most_calls = 3,
       .make =
           [this](Loop&, std::unique_ptr<MediaCodec>, std::shared_ptr<LineListener> owner) {
             line = std::make_shared<PlayedLine>();
             line->owner = std::move(owner);
             return voice::MadeLine{.socket = nullptr, .line = line};
           },
       .clock = world.clock,
       .metrics = world.metrics}};
};

class LiveConversation : public ConversationOnLine {
 protected:
  void SetUp() override { TakeUp(false); }
};

/// In one process, or in two.
class ConversationWithTools : public ConversationOnLine, public testing::WithParamInterface<bool> {
 protected:
  void SetUp() override { TakeUp(GetParam()); }
  void CallTool() {
    Says("is tuesday free");
    auto& to = model.asked.back().to;
    to.text("Let me look.");
    to.end(LanguageAnswer{.text = "Let me look.",
                          .calls = {{.id = "c1", .name = "find_times", .arguments = "{}"}}});
    Run();
    ASSERT_EQ(line->Said(), "Let me look.");
    ASSERT_NE(world.Last(type::kCallStepEnded), nullptr);
  }
};

TEST_P(ConversationWithTools, AToolsResultIsSaidAtOnce) {
  CallTool();
  Pass(std::chrono::seconds(2));
  const auto tasks = line->tasks.size();
  Step(kConverse + R"(,"result":["nine"],"has_result":true})");
  Pass(std::chrono::milliseconds(300));
  ASSERT_EQ(model.asked.size(), 2U) << "nobody has said anything meanwhile";
  EXPECT_EQ(LastAsked(), R"(["nine"])");
  Writes("I have nine.");
  EXPECT_EQ(line->tasks.size(), tasks + 1);
  EXPECT_TRUE(line->tasks.back().follows) << "what was said before is heard to its end";
  EXPECT_EQ(line->Said(), "I have nine.");
  Pass(std::chrono::seconds(2));
  EXPECT_EQ(line->tasks.size(), tasks + 1);
}

TEST_P(ConversationWithTools, OtherStepsAreSaidAtOnceToo) {
  CallTool();
  Step(R"("act":"say","say":"There is nothing free.")");
  Pass(std::chrono::milliseconds(300));
  EXPECT_EQ(line->Said(), "There is nothing free.");
}

TEST_P(ConversationWithTools, LookingForItChangesNothing) {
  CallTool();
  const auto tasks = line->tasks.size();
  CountCommits();
  Pass(std::chrono::seconds(60));
  EXPECT_EQ(commits, 0);
  EXPECT_EQ(line->tasks.size(), tasks);
  EXPECT_EQ(model.asked.size(), 1U);
}

TEST_P(ConversationWithTools, ADatabaseThatIsAwayIsLookedAtAgain) {
  CallTool();
  Step(kConverse + R"(,"result":["nine"],"has_result":true})");
  world.pool.full = true;
  Pass(std::chrono::seconds(1));
  world.pool.full = false;
  Pass(std::chrono::seconds(3));
  EXPECT_EQ(model.asked.size(), 2U);
}

TEST_P(ConversationWithTools, WhoHangsUpMeanwhileIsLookedForNoMore) {
  CallTool();
  line->owner->OnLineEnd(LineListener::End::kStopped, line->HeardSoFar());
  Run();
  Step(kConverse + R"(,"result":["nine"],"has_result":true})");
  Pass(std::chrono::seconds(1));
  EXPECT_EQ(model.asked.size(), 1U);
}

TEST_P(ConversationWithTools, WhatIsSaidAsTheResultComesIsAnsweredWithIt) {
  CallTool();
  line->when_asked = [this] {
    line->owner->OnLineTurn(line->tasks.back().listen->turn, {.speech = "or on monday"},
                            line->HeardSoFar());
  };
  Step(kConverse + R"(,"result":["nine"],"has_result":true})");
  Pass(std::chrono::seconds(1));
  EXPECT_FALSE(line->when_asked) << "other words were on their way";
  ASSERT_GE(model.asked.size(), 2U);
  const auto messages = model.asked.back().what.messages;
  EXPECT_EQ(messages.back().text, "or on monday");
  EXPECT_EQ(messages[messages.size() - 2].text, R"(["nine"])") << "and nothing is told twice";
  Writes("I have nine, on Monday too.");
  EXPECT_EQ(line->Said(), "I have nine, on Monday too.");
}

INSTANTIATE_TEST_SUITE_P(In, ConversationWithTools, testing::Bool(), [](const auto& elsewhere) {
  return elsewhere.param ? "TwoProcesses" : "OneProcess";
});

TEST_F(LiveConversation, AnAnswerThatWasBegunAheadIsThereWhenTheTurnEnds) {
  const auto tasks = line->tasks.size();
  Perhaps("how much is it");
  ASSERT_EQ(model.asked.size(), 1U);
  EXPECT_EQ(LastAsked(), "how much is it");
  Writes("Ten euros. And ", false);
  EXPECT_EQ(line->tasks.size(), tasks) << "nothing is said before";
  EXPECT_EQ(line->Said(), "Good day.");
  const auto told = world.bus.size();
  Says("how much is it");
  EXPECT_EQ(model.asked.size(), 1U) << "once";
  EXPECT_EQ(line->tasks.size(), tasks + 1);
  EXPECT_EQ(line->Said(), "Ten euros.");
  EXPECT_GT(world.bus.size(), told) << "the turn is told once it is one";
  Writes("a stamp.");
  EXPECT_EQ(line->Said(), "Ten euros. And a stamp.");
  EXPECT_FALSE(line->tasks.back().open);
  Says("thanks");
  EXPECT_EQ(model.asked.size(), 2U);
  EXPECT_EQ(model.asked[1].what.messages[3].text, "Ten euros. And a stamp.");
  EXPECT_EQ(Outcome("kept"), 1);
}

TEST_F(LiveConversation, WhatIsPerhapsSaidIsStoredNowhere) {
  const auto told = world.bus.size();
  CountCommits();
  Perhaps("how much is it");
  EXPECT_EQ(commits, 0);
  EXPECT_EQ(world.bus.size(), told);
}

TEST_F(LiveConversation, WhoGoesOnSpeakingGetsOneAnswerToAllOfIt) {
  Perhaps("how much is it");
  Writes("Ten euros.");
  Resumes();
  EXPECT_EQ(model.dropped, 1);
  Perhaps("how much is it on monday");
  Says("how much is it on monday");
  ASSERT_EQ(model.asked.size(), 2U);
  EXPECT_EQ(LastAsked(), "how much is it on monday");
  EXPECT_EQ(line->Said(), "") << "the first is never heard";
  Writes("Twelve euros.");
  EXPECT_EQ(line->Said(), "Twelve euros.");
  EXPECT_EQ(Outcome("resumed"), 1);
  EXPECT_EQ(Outcome("kept"), 1);
}

TEST_F(LiveConversation, OtherWordsAtTheEndAreAskedAnew) {
  Perhaps("how much is");
  Writes("What is what?");
  Says("how much is it");
  ASSERT_EQ(model.asked.size(), 2U);
  EXPECT_EQ(LastAsked(), "how much is it");
  EXPECT_EQ(line->Said(), "");
  Writes("Ten euros.");
  EXPECT_EQ(line->Said(), "Ten euros.");
  EXPECT_EQ(Outcome("other_words"), 1);
}

TEST_F(LiveConversation, WhoPausesOftenIsWaitedFor) {
  for (int i = 0; i < 5; ++i) {
    Perhaps("how much is it " + std::to_string(i));
    Resumes();
  }
  EXPECT_EQ(model.asked.size(), 3U);
  Says("how much is it");
  EXPECT_EQ(model.asked.size(), 4U);
  Writes("Ten euros.");
  Perhaps("and now");
  EXPECT_EQ(model.asked.size(), 5U) << "the next turn counts anew";
}

TEST_F(LiveConversation, AKeyIsNoWordOfIt) {
  Perhaps("how much is it");
  line->owner->OnLineTurn(line->tasks.back().listen->turn, {.digits = "1"}, line->HeardSoFar());
  Run();
  ASSERT_EQ(model.asked.size(), 2U);
  EXPECT_EQ(LastAsked(), "pressed 1");
}

TEST_F(LiveConversation, WhoHangsUpInBetweenIsAnsweredByNobody) {
  Perhaps("how much is it");
  line->owner->OnLineEnd(LineListener::End::kStopped, line->HeardSoFar());
  Run();
  EXPECT_EQ(model.dropped, 1);
}

TEST_F(LiveConversation, AnEarlyQuestionIsHeldAgainstTheBudgetOnce) {
  auto settings = *world.settings.Get();
  settings.questions.input_price = settings.questions.output_price = 1'000;
  settings.budget.day = 100'000'000;
  world.settings.Set(settings);
  std::size_t held = 0;
  world.store.Script(
      [&](const Batch& batch, StoreSession&) -> std::optional<Result<CommitOutcome>> {
        held += batch.voice.spend.size();
        return std::nullopt;
      });
  Perhaps("how much is it");
  EXPECT_EQ(held, 0U);
  Says("how much is it");
  EXPECT_EQ(held, 1U);
}

/// The same where a service on the line may answer.
class LineAnswers : public LiveConversation {
 protected:
  void SetUp() override {
    LiveConversation::SetUp();
    auto settings = *world.settings.Get();
    settings.realtime = voice::QuestionLimits{};
    world.settings.Set(settings);
    line->converses = true;
  }
  void Heard(const std::string& words) {
    line->owner->OnLineTurn(line->tasks.back().listen->turn,
                            {.speech = words, .engine = "realtime", .answered = true},
                            line->HeardSoFar());
    Run();
  }
};

TEST_F(LineAnswers, TheLineIsAskedOnceAndItsAnswerIsKept) {
  Heard("how much is it");
  ASSERT_EQ(line->asks.size(), 1U) << "early, and not again behind the commit";
  EXPECT_TRUE(line->asks[0].heard);
  EXPECT_TRUE(model.asked.empty());
  line->owner->OnLineAnswer(
      {.number = line->asks[0].number, .answer = LanguageAnswer{.text = "Ten euros."}});
  Run();
  Heard("and on monday");
  ASSERT_EQ(line->asks.size(), 2U);
  EXPECT_TRUE(model.asked.empty());
}

TEST_F(LineAnswers, WhereItCannotTheModelIsAskedAtOnce) {
  line->converses = false;
  Says("how much is it");
  ASSERT_EQ(model.asked.size(), 1U);
  EXPECT_EQ(LastAsked(), "how much is it");
  Writes("Ten euros. ");
  EXPECT_THAT(line->Said(), HasSubstr("Ten euros."));
}

TEST_F(LineAnswers, WhereItFailsInTheMidstTheModelTakesOver) {
  Heard("how much is it");
  EXPECT_TRUE(model.asked.empty());
  line->owner->OnLineAnswer({.number = line->asks[0].number});
  Run();
  ASSERT_EQ(model.asked.size(), 1U) << "with the same words";
  EXPECT_EQ(LastAsked(), "how much is it");
  Writes("Ten euros. ");
  EXPECT_THAT(line->Said(), HasSubstr("Ten euros.")) << "in the task that waits for it";
  line->owner->OnLineAnswer(
      {.number = line->asks[0].number, .answer = LanguageAnswer{.text = "Too late."}});
  Run();
  EXPECT_EQ(model.asked.size(), 1U);
}

TEST_F(LineAnswers, WhatWasAskedOfALineThatIsLostIsAskedOfTheModel) {
  Heard("how much is it");
  EXPECT_TRUE(model.asked.empty());
  line->owner->OnLineEnd(LineListener::End::kLost, line->HeardSoFar());
  Run();
  ASSERT_EQ(model.asked.size(), 1U);
  EXPECT_EQ(LastAsked(), "how much is it");
}

TEST_F(LineAnswers, WhatItWantsDoneIsTheWorkflows) {
  Heard("that is all, goodbye");
  line->owner->OnLineAnswer(
      {.number = line->asks.back().number,
       .answer =
           LanguageAnswer{.text = "Goodbye.",
                          .calls = {{.id = "x", .name = "end_conversation", .arguments = "{}"}}}});
  Run();
  const auto ended = world.Last(type::kCallStepEnded);
  ASSERT_TRUE(ended);
  EXPECT_THAT(ended->data.Text(), HasSubstr(R"("ending":"ended")"));
}

}  // namespace
}  // namespace tocsin
