// links: telephony
#include "fakes/relay_world.hpp"

#include <gmock/gmock.h>

namespace tocsin::voice {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;
using End = LineListener::End;

class RelayLineTest : public RelayWorld {
 protected:
  void SetUp() override {
    RelayWorld::SetUp();
    SendSetup();
  }
  const LineKeeper::Turn& LastTurn() {
    EXPECT_FALSE(keeper_->turns.empty());
    return keeper_->turns.back();
  }
};

TEST_F(RelayLineTest, SaysATaskAsOneTurnAndHearsTheAnswer) {
  ASSERT_TRUE(keeper_->opened);
  EXPECT_EQ(keeper_->opened->provider_call_id, "CA1");
  Ask({"The server is down.", "Restart it?"});
  EXPECT_EQ(side_->Said(), "The server is down. Restart it?|");
  EXPECT_EQ(side_->sent[0].at("interruptible"), true);
  Live(5s);
  Prompt(" Approve it. ");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  const auto& turn = LastTurn();
  EXPECT_EQ(turn.turn, 1);
  EXPECT_EQ(turn.heard.speech, "Approve it.");
  EXPECT_EQ(turn.heard.trust, SpeechTrust::kText);
  EXPECT_EQ(turn.heard.engine, "twilio conversationrelay (Deepgram)");
  EXPECT_EQ(turn.of_us.said, "The server is down. Restart it?");
  EXPECT_EQ(turn.of_us.heard, turn.of_us.said);
  Prompt("And one more thing");
  EXPECT_EQ(keeper_->turns.size(), 1U) << "until it is told what to do";
}

TEST_F(RelayLineTest, TellsHowMuchWasHeardWhenItIsInterrupted) {
  Ask({"The server is down since noon.", "Restart it?"});
  Live(2s);
  Interrupt("the server, is down");
  Prompt("Approve");
  EXPECT_EQ(LastTurn().of_us.heard, "The server is down");
  Ask({"Once more, and at some length."});
  Interrupt("of what was said before", 300);
  Live(1s);
  EXPECT_FALSE(line_->HeardSoFar().heard.empty()) << "it goes on";
  Interrupt("words that nobody said", 700);
  Prompt("Approve");
  EXPECT_EQ(LastTurn().of_us.heard, "Once more,") << "reckoned by its time";
  EXPECT_EQ(metrics_.Value("tocsin_media_interruptions_total"), 0) << "told at the end";
}

TEST_F(RelayLineTest, WordsOfTheLexiconAreGivenRespelledAndToldBackAsOurs) {
  lexicon_->Add("en", "nginx", {.say = "engine ex", .ipa = {}});
  Ask({"The host nginx is down.", "Restart nginx?"});
  EXPECT_EQ(side_->Said(), "The host engine ex is down. Restart engine ex?|");
  Live(2s);
  Interrupt("the host engine ex is");
  Prompt("Approve");
  EXPECT_EQ(LastTurn().of_us.heard, "The host nginx is");
  EXPECT_EQ(LastTurn().of_us.said, "The host nginx is down. Restart nginx?");
  Ask({"Now nginx is up again."});
  EXPECT_EQ(side_->Said(), "Now engine ex is up again.|");
  Live(1s);
  Interrupt("now engine");
  EXPECT_EQ(line_->HeardSoFar().heard, "Now ") << "a word that was half said was not heard";
  Prompt("uh-huh");
  EXPECT_EQ(side_->Said(), "engine ex is up again.|") << "from the word on that was not heard";
  Live(10s);
  EXPECT_EQ(line_->HeardSoFar().heard, "Now nginx is up again.");
}

TEST_F(RelayLineTest, GoesOnWhereNothingWasMeant) {
  Ask({"The server is down since noon.", "Restart it?"});
  side_->Said();
  Interrupt("The server is");
  Prompt("uh-huh");
  EXPECT_EQ(side_->Said(), "down since noon. Restart it?|");
  EXPECT_TRUE(keeper_->turns.empty());
  Interrupt("down since");
  Live(3900ms);
  EXPECT_EQ(side_->Said(), "") << "words may follow";
  Live(200ms);
  EXPECT_EQ(side_->Said(), "noon. Restart it?|");
  Live(5s);
  Prompt("dismiss");
  EXPECT_EQ(LastTurn().of_us.heard, "The server is down since noon. Restart it?");
}

TEST_F(RelayLineTest, AYesThatIsAPhraseIsAnAnswer) {
  Ask({"Restart it?"}, {.phrases = {"okay"}});
  Interrupt("Restart");
  Prompt("Okay.");
  EXPECT_EQ(LastTurn().heard.speech, "Okay.");
}

TEST_F(RelayLineTest, WhatMayNotBeInterruptedIsHeardByNobodyButTheKeys) {
  Ask({"This call is recorded."}, {.taking = {.barge_in = false}});
  EXPECT_EQ(side_->sent[0].at("interruptible"), false);
  Live(500ms);
  Prompt("hello?");
  EXPECT_TRUE(keeper_->turns.empty());
  Press('1');
  EXPECT_EQ(LastTurn().heard.digits, "1");
  EXPECT_NE(LastTurn().of_us.heard, LastTurn().of_us.said);
}

TEST_F(RelayLineTest, CollectsKeys) {
  Press('4');  // before the first task
  Ask({"Your PIN?"}, {.digits = 4});
  Press('2');
  EXPECT_TRUE(keeper_->turns.empty());
  Press('#');
  EXPECT_EQ(LastTurn().heard.digits, "42");
  Ask({"Your PIN?"}, {.digits = 4});
  for (const char key : std::string("1234")) Press(key);
  EXPECT_EQ(LastTurn().heard.digits, "1234");
  Ask({"Your PIN?"}, {.digits = 4});
  Press('7');
  Prompt("seven");
  Live(1400ms);
  EXPECT_EQ(keeper_->turns.size(), 2U);
  Live(200ms);
  EXPECT_EQ(LastTurn().heard.digits, "7") << "keys win over speech";
  Ask({"Say it."}, {.digits = 0});
  Press('1');
  EXPECT_EQ(keeper_->turns.size(), 3U);
}

TEST_F(RelayLineTest, SilenceCountsFromTheEndOfWhatIsHeard) {
  const std::string text(100, 'a');  // 7 s, and half a second until it begins
  Ask({text}, {.taking = {.first_words = 3s}});
  Live(10s);
  EXPECT_TRUE(keeper_->turns.empty());
  Live(1s);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_TRUE(LastTurn().heard.Silent());

  Ask({text}, {.taking = {.first_words = 3s}});
  Live(1s);
  Info("agentSpeaking", "on");
  Live(15s);
  EXPECT_EQ(keeper_->turns.size(), 1U) << "it takes longer than was reckoned";
  Info("agentSpeaking", "off");
  Live(3300ms);
  EXPECT_EQ(keeper_->turns.size(), 1U);
  Live(300ms);
  EXPECT_EQ(keeper_->turns.size(), 2U);

  Ask({"Short."}, {.taking = {.first_words = 3s}});
  Live(3s);
  Info("clientSpeaking", "on");
  Live(6s);
  EXPECT_EQ(keeper_->turns.size(), 2U) << "somebody speaks";
  Info("clientSpeaking", "off");
  Live(2s);
  Prompt("approve");
  EXPECT_EQ(LastTurn().heard.speech, "approve");
}

TEST_F(RelayLineTest, KnowsByWhatIsToldHowMuchWasHeard) {
  Ask({"The server is down since noon.", "Restart it?"});
  Info("agentSpeaking", "on");
  Info("tokensPlayed", "The server is down");
  EXPECT_EQ(line_->HeardSoFar().heard, "The server is down");
  Live(8s);
  EXPECT_EQ(line_->HeardSoFar().heard, "The server is down") << "whatever the clock says";
  Info("tokensPlayed", "since noon.");
  EXPECT_EQ(line_->HeardSoFar().heard, "The server is down since noon");
}

TEST_F(RelayLineTest, AFarewellIsHeardToItsEndThenTheCarrierGoesOn) {
  line_->Perform({.say = {"Goodbye."}});
  EXPECT_EQ(side_->Said(), "Goodbye.|");
  EXPECT_EQ(side_->sent[0].at("interruptible"), false);
  Info("agentSpeaking", "on");
  Live(2s);
  EXPECT_FALSE(keeper_->ended);
  Info("agentSpeaking", "off");
  Live(500ms);
  ASSERT_EQ(keeper_->ended, End::kSpoken);
  EXPECT_EQ(keeper_->at_end.heard, "Goodbye.");
  EXPECT_EQ(side_->Said(), "") << "until its end is stored";
  line_->Close();
  EXPECT_EQ(side_->Said(), "[end]");
  EXPECT_TRUE(side_->open) << "the carrier closes";
  Live(3s);
  EXPECT_FALSE(side_->open) << "or we do";
  EXPECT_EQ(side_->Said(), "") << "once";
}

TEST_F(RelayLineTest, NobodyWhoClosesItHoldsTheFarewellUp) {
  line_->Perform({.say = {"Goodbye."}});
  Live(10s);
  EXPECT_EQ(keeper_->ended, End::kSpoken);
  EXPECT_THAT(side_->Said(), HasSubstr("[end]"));
}

TEST_F(RelayLineTest, AnotherTaskReplacesWhatIsBeingSaid) {
  Ask({"A long story that nobody needs."});
  side_->Said();
  Ask({"Resolved in the meantime."});
  EXPECT_EQ(side_->Said(), "Resolved in the meantime.|");
  EXPECT_EQ(side_->sent[0].at("preemptible"), true);
  EXPECT_EQ(line_->HeardSoFar().said, "Resolved in the meantime.");
  EXPECT_EQ(line_->HeardSoFar().heard, "");
}

TEST_F(RelayLineTest, AnswersThatAreStillWrittenAreOneTurn) {
  auto task = Asking({});
  task.open = true;
  task.fillers = {"One moment."};
  line_->Perform(std::move(task));
  Live(700ms);
  EXPECT_EQ(side_->Said(), "");
  Live(200ms);
  EXPECT_EQ(side_->Said(), "One moment. ");
  line_->Append("It is the disk.", false);
  EXPECT_EQ(side_->Said(), "It is the disk. ");
  Live(20s);
  EXPECT_TRUE(keeper_->turns.empty()) << "more may come";
  line_->Append("It is full.", true);
  EXPECT_EQ(side_->Said(), "It is full.|");
  line_->Append("Never said.", true);
  EXPECT_EQ(side_->Said(), "");
  Live(5s);
  Prompt("thanks, approve");
  const auto& of_us = LastTurn().of_us;
  EXPECT_EQ(of_us.heard, "One moment. It is the disk. It is full.");
  EXPECT_EQ(of_us.said.substr(of_us.filler), " It is the disk. It is full.");
}

TEST_F(RelayLineTest, AnOpenAnswerEndsWithNothingMore) {
  auto task = Asking({"It is the disk."});
  task.open = true;
  line_->Perform(std::move(task));
  line_->Append("", true);
  EXPECT_EQ(side_->Said(), "It is the disk. |");
  Live(9s);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_TRUE(LastTurn().heard.Silent());
}

TEST_F(RelayLineTest, AnInterruptedAnswerIsNotWrittenOn) {
  auto task = Asking({"It is the disk."});
  task.open = true;
  line_->Perform(std::move(task));
  side_->Said();
  Interrupt("It is");
  line_->Append("It is full.", true);
  EXPECT_EQ(side_->Said(), "") << "somebody speaks";
  Live(5s);
  EXPECT_EQ(side_->Said(), "the disk. It is full.|") << "nobody did";
}

TEST_F(RelayLineTest, WhatFollowsWaitsForWhatIsSaid) {
  Ask({"One moment please."});
  auto task = Asking({"Here it is."});
  task.follows = true;
  line_->Perform(std::move(task));
  EXPECT_EQ(side_->Said(), "One moment please.|");
  Live(2500ms);
  EXPECT_EQ(side_->Said(), "Here it is.|");
  EXPECT_EQ(line_->HeardSoFar().said, "Here it is.");
  Live(3s);
  Prompt("approve");
  EXPECT_EQ(LastTurn().turn, 2);
  EXPECT_EQ(LastTurn().of_us.heard, "Here it is.");
}

TEST_F(RelayLineTest, AnotherLanguageIsToldBeforeItsWords) {
  Ask({"Hello."});
  EXPECT_EQ(side_->Said(), "Hello.|") << "the carrier was told of English";
  auto task = Asking({"Guten Tag."});
  task.language = "de-DE";
  line_->Perform(std::move(task));
  EXPECT_EQ(side_->Said(), "[language]Guten Tag.|");
  EXPECT_EQ(side_->sent[1].at("transcriptionLanguage"), "de-DE");
  task = Asking({"Auf Wiederhören."});
  task.language = "de-DE";
  line_->Perform(std::move(task));
  EXPECT_THAT(side_->Said(), Not(HasSubstr("language")));
}

TEST_F(RelayLineTest, EndsAsTheSocketDoes) {
  Ask({"Hello there."});
  line_->OnEnd({.cause = WebSocketEnd::Cause::kClosedByPeer, .code = close_code::kNormal});
  EXPECT_EQ(keeper_->ended, End::kStopped) << "the person has hung up, or the session is over";
  line_->Close();
}

TEST_F(RelayLineTest, ABrokenSocketIsALoss) {
  Ask({"Hello there."});
  line_->OnEnd({.cause = WebSocketEnd::Cause::kLost});
  EXPECT_EQ(keeper_->ended, End::kLost);
}

TEST_F(RelayLineTest, AnErrorOfTheCarrierIsALossToo) {
  line_->OnEnd({.cause = WebSocketEnd::Cause::kClosedByPeer, .code = 1007});
  EXPECT_EQ(keeper_->ended, End::kLost);
}

TEST_F(RelayLineTest, NonsenseIsCountedAndTheCallGoesOn) {
  Ask({"Approve it?"});
  for (const auto* message : {"{\"type\":\"prompt\",", "", "[1]", "{\"type\":\"dtmf\"}",
                              "{\"type\":\"setup\",\"sessionId\":\"VX2\",\"callSid\":\"CA2\"}"})
    Tell(message);
  line_->OnMessage(WebSocketKind::kBinary, "\x01\x02");
  Tell(R"({"type":"novelty","x":1})");
  Tell(R"({"type":"error","description":"Invalid message received: {}"})");
  EXPECT_EQ(metrics_.Value("tocsin_provider_errors_total{provider=elsewhere,part=carrier}"), 1)
      << "by the name of the line's carrier";
  Press('1');
  EXPECT_EQ(LastTurn().heard.digits, "1");
  line_->Close();
  EXPECT_EQ(metrics_.Value("tocsin_media_bad_messages_total"), 6);
}

TEST_F(RelayLineTest, AFloodEndsTheLineNotTheCall) {
  Ask({"Approve it?"});
  for (int i = 0; i < 150; ++i) Tell(R"({"type":"info"})");
  Live(1s);
  for (int i = 0; i < 200; ++i) Tell(R"({"type":"info"})");
  EXPECT_FALSE(keeper_->ended);
  Tell(R"({"type":"info"})");
  EXPECT_EQ(keeper_->ended, End::kLost);
  EXPECT_THAT(side_->Said(), HasSubstr("[end]"));
  Tell(R"({"type":"info"})");
}

class RelayOpeningTest : public RelayWorld {};

TEST_F(RelayOpeningTest, ASocketThatSaysNothingIsGivenUp) {
  Prompt("approve");
  Press('1');
  Live(11s);
  EXPECT_EQ(keeper_->ended, End::kRefused);
  EXPECT_FALSE(keeper_->opened);
  EXPECT_TRUE(keeper_->turns.empty());
}

TEST_F(RelayOpeningTest, TheTimeToTheFirstSoundIsTold) {
  SendSetup();
  Ask({"Approve it?"});
  Live(3s);
  Prompt("what?");
  Ask({"It is the disk."});
  Live(600ms);
  Info("agentSpeaking", "on");
  Live(400ms);
  Prompt("approve");
  ASSERT_TRUE(keeper_->turns.back().of_us.first_sound);
  EXPECT_EQ(keeper_->turns.back().of_us.first_sound->waited, 600ms);
  EXPECT_EQ(keeper_->turns.back().of_us.first_sound->ago, 400ms);
  EXPECT_EQ(keeper_->turns.back().of_us.first_sound->engine, "twilio conversationrelay");
  auto task = Asking({});
  task.open = true;
  task.fillers = {"One moment."};
  line_->Perform(std::move(task));
  Live(1s);
  Info("agentSpeaking", "on");
  Info("agentSpeaking", "off");
  line_->Append("It is full.", true);
  Live(1s);
  Info("agentSpeaking", "on");
  Prompt("approve");
  EXPECT_EQ(keeper_->turns.back().of_us.first_sound->waited, 2s) << "a filler is no answer";
}

TEST(EndOfWords, FindsThemWhateverStandsBetween) {
  const std::string_view text = "It's 3:05; the disk of pve-1 is full.";
  EXPECT_EQ(EndOfWords(text, 0, "its 305 the"), 14U);
  EXPECT_EQ(EndOfWords(text, 10, "The DISK"), 19U);
  EXPECT_EQ(EndOfWords(text, 0, "isk of"), std::nullopt) << "not from within a word";
  EXPECT_EQ(EndOfWords(text, 20, "the disk"), std::nullopt);
  EXPECT_EQ(EndOfWords(text, 0, "..."), std::nullopt);
  EXPECT_EQ(EndOfWords("", 0, "x"), std::nullopt);
}

}  // namespace
}  // namespace tocsin::voice
