#include "fakes/media_world.hpp"

#include <array>
#include <cmath>
#include <numbers>
#include <set>

namespace tocsin::voice {
namespace {

using namespace std::chrono_literals;
using End = LineListener::End;

TEST_F(MediaWorld, SpeaksSentenceBySentenceAndGivesATurnOfSilence) {
  ASSERT_TRUE(keeper_->opened);
  Ask({"One two.", "Three four. Five."});
  EXPECT_EQ(voice_.asked, (std::vector<std::string>{"One two.", "Three four."}))
      << "one sentence ahead";
  Live(2600ms);
  EXPECT_EQ(voice_.asked.size(), 3U);
  EXPECT_EQ(side_->heard.size(), LengthOf("One two.|Three four.|Five."));
  EXPECT_TRUE(keeper_->turns.empty());

  Live(5800ms);
  EXPECT_TRUE(keeper_->turns.empty()) << "the person has 6 s for the first word";
  Live(400ms);

  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].turn, 1);
  EXPECT_TRUE(keeper_->turns[0].heard.Silent());
  EXPECT_EQ(keeper_->turns[0].of_us.said, "One two. Three four. Five.");
  EXPECT_EQ(keeper_->turns[0].of_us.heard, "One two. Three four. Five.");
  EXPECT_EQ(keeper_->turns[0].of_us.played, 2400ms);
}

TEST_F(MediaWorld, IsNeverFarAheadAndLeavesNoHoles) {
  Ask({"A sentence of forty letters, more or less."});
  Live(5s);
  EXPECT_LE(side_->most_ahead, 1'760U) << "200 ms, and the 20 ms that are being played";
  EXPECT_EQ(side_->holes, 0);
  EXPECT_TRUE(std::ranges::all_of(side_->messages, [](auto size) { return size <= 800; }));
  for (std::size_t i = 0; i < side_->heard.size(); ++i) ASSERT_EQ(side_->heard[i], i % 100);
}

TEST_F(MediaWorld, AKeyClearsAtOnceAndTellsWhatWasHeard) {
  Ask({"First part. Second part that is long."});
  Live(1500ms);
  const auto pressed = loop_.Now();
  Tell("key 1");

  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.digits, "1");
  EXPECT_EQ(keeper_->turns[0].of_us.heard, "First part.") << "a word that had begun is not heard";
  ASSERT_EQ(side_->cleared_at.size(), 1U);
  EXPECT_EQ(side_->cleared_at[0], pressed);
  const auto heard = side_->heard.size();
  Live(3s);
  EXPECT_EQ(side_->heard.size(), heard) << "nothing of it is said any more";
}

TEST_F(MediaWorld, SeveralKeysAreOneTurn) {
  line_->Perform({.say = {"Code?"}, .listen = Listening{.turn = 7, .phrases = {}, .digits = 4}});
  Live(1s);
  for (const auto* key : {"key 1", "key 2", "key 3"}) {
    Tell(key);
    Live(300ms);
  }
  EXPECT_TRUE(keeper_->turns.empty());
  Tell("key 4");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].turn, 7);
  EXPECT_EQ(keeper_->turns[0].heard.digits, "1234");
}

TEST_F(MediaWorld, FewerKeysEndByTheirPauseOrAHash) {
  line_->Perform({.say = {}, .listen = Listening{.turn = 1, .phrases = {}, .digits = 4}});
  Tell("key 1");
  Live(1600ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.digits, "1");
  line_->Perform({.say = {}, .listen = Listening{.turn = 2, .phrases = {}, .digits = 4}});
  Tell("key 2");
  Tell("key #");
  ASSERT_EQ(keeper_->turns.size(), 2U);
  EXPECT_EQ(keeper_->turns[1].heard.digits, "2");
}

TEST_F(MediaWorld, KeysThatAreNotTakenEndNothing) {
  line_->Perform({.say = {"One moment."}, .listen = Listening{.turn = 1, .digits = 0}});
  Live(500ms);
  Tell("key 1");
  EXPECT_TRUE(keeper_->turns.empty());
  EXPECT_TRUE(side_->cleared_at.empty());
}

TEST_F(MediaWorld, AKeyBeforeOurFirstWordsIsTheFirstTurn) {
  Tell("key 2");
  Tell("key 1");
  EXPECT_TRUE(keeper_->turns.empty()) << "nobody has asked yet";
  Ask({"Press."});
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].turn, 1);
  EXPECT_EQ(keeper_->turns[0].heard.digits, "2") << "what came after it was pressed into nothing";
  EXPECT_EQ(keeper_->turns[0].of_us.heard, "");
  EXPECT_TRUE(voice_.asked.empty()) << "nothing is said over it";
  Ask({"Sure?"});
  EXPECT_EQ(keeper_->turns.size(), 1U);
}

TEST_F(MediaWorld, EarlyKeysAreCompletedByLaterOnes) {
  Tell("key 1");
  line_->Perform({.say = {"Code?"}, .listen = Listening{.turn = 1, .phrases = {}, .digits = 2}});
  Live(500ms);
  EXPECT_TRUE(keeper_->turns.empty());
  Tell("key 2");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.digits, "12");
}

TEST_F(MediaWorld, EarlyKeysAreNotKeptForATaskThatTakesNone) {
  for (int i = 0; i < 100; ++i) Tell("key 1");
  line_->Perform({.say = {"Hold."}, .listen = Listening{.turn = 1, .digits = 0}});
  Ask({"Well?"});
  Live(200ms);
  EXPECT_TRUE(keeper_->turns.empty());
}

TEST_F(MediaWorld, KeysAfterATurnDecideNothing) {
  Ask({"Press."});
  Live(1s);
  Tell("key 1");
  Tell("key 2");
  EXPECT_EQ(keeper_->turns.size(), 1U);
  Ask({"Sure?"});
  Live(100ms);
  EXPECT_EQ(keeper_->turns.size(), 1U);
}

TEST_F(MediaWorld, SpeechIsHeardFromBeforeItsOnsetToItsEnd) {
  Ask({"Well?"});
  Live(1s);
  ears_.WillHear("approve");
  Live(640ms, kLoud);
  EXPECT_TRUE(keeper_->turns.empty());
  Live(400ms);
  EXPECT_TRUE(keeper_->turns.empty()) << "500 ms of silence end it";
  Live(200ms);

  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "approve");
  EXPECT_EQ(keeper_->turns[0].heard.engine, "scripted");
  EXPECT_EQ(keeper_->turns[0].heard.trust, SpeechTrust::kNone);
  ASSERT_EQ(ears_.asked.size(), 1U);
  EXPECT_EQ(ears_.asked[0].phrases, (std::vector<std::string>{"approve", "dismiss"}));
  const auto& sound = ears_.asked[0].sound;
  const auto loud = std::ranges::count(sound, kLoud);
  EXPECT_GE(loud, 5'000) << "all that was said";
  const auto before = std::ranges::find(sound, kLoud) - sound.begin();
  EXPECT_NEAR(static_cast<double>(before), 2'400, 512) << "and 300 ms before it";
}

TEST_F(MediaWorld, WhatServicesTakeIsToldOnceWithTheTurn) {
  Ask({"Well?"});
  voice_.last.cost(0.5);
  voice_.last.cost(0.25);
  Live(1s);
  ears_.next.emplace_back(RecognizedSpeech{.text = "", .cost = 0.1});
  Live(640ms, kLoud);
  Live(600ms);
  EXPECT_TRUE(keeper_->turns.empty()) << "it was nothing, and had its price";
  ears_.next.emplace_back(RecognizedSpeech{.text = "approve", .cost = 0.2});
  Live(640ms, kLoud);
  Live(600ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_DOUBLE_EQ(keeper_->turns[0].of_us.cost.voice.value_or(0), 0.75);
  EXPECT_DOUBLE_EQ(keeper_->turns[0].of_us.cost.ears.value_or(0), 0.3);
  Ask({"Sure?"});
  Live(1s);
  Tell("key 1");
  ASSERT_EQ(keeper_->turns.size(), 2U);
  EXPECT_FALSE(keeper_->turns[1].of_us.cost.voice);
  EXPECT_FALSE(keeper_->turns[1].of_us.cost.ears);
  voice_.last.cost(0.5);
  Tell("stop");
  EXPECT_TRUE(keeper_->ended);
}

TEST_F(MediaWorld, WhatItsRecogniserDoubtsHasNoConfidence) {
  for (const bool doubtful : {true, false}) {
    Ask({"Well?"});
    Live(1s);
    ears_.next.emplace_back(RecognizedSpeech{.text = "Go ahead.", .doubtful = doubtful});
    Live(640ms, kLoud);
    Live(600ms);
    ASSERT_FALSE(keeper_->turns.empty());
    EXPECT_EQ(keeper_->turns.back().heard.speech, "Go ahead.");
    EXPECT_EQ(keeper_->turns.back().heard.confidence,
              doubtful ? std::optional<double>(0) : std::nullopt);
  }
}

TEST_F(MediaWorld, AnInterruptionIsSilenceWithinTwoWindowsAndATurnAtItsEnd) {
  Ask({"A long sentence that is interrupted in its middle."});
  Live(2s);
  const auto onset = loop_.Now();
  const auto heard_before = side_->heard.size();
  ears_.WillHear("dismiss");
  Live(400ms, kLoud);
  ASSERT_EQ(side_->cleared_at.size(), 1U);
  EXPECT_LE(side_->cleared_at[0] - onset, 60ms);
  EXPECT_LE(side_->heard.size() - heard_before, 800U) << "at most 100 ms after the onset";
  Live(600ms);

  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "dismiss");
  EXPECT_EQ(keeper_->turns[0].of_us.heard, "A long sentence that");
  EXPECT_EQ(metrics_.Value("tocsin_media_onset_to_clear_seconds"), 1);
  EXPECT_EQ(metrics_.Value("voice_recognition_duration_seconds{provider=" + ears_.Name() + "}"), 1);
  EXPECT_EQ(metrics_.Value("tocsin_turn_seconds"), 0) << "no answer yet";
  const auto after = side_->heard.size();
  Live(2s);
  EXPECT_EQ(side_->heard.size(), after);
  Ask({"Dismissed."});
  Live(1s);
  EXPECT_EQ(metrics_.Value("tocsin_turn_seconds"), 1);
  // From the last word on: the silence that the ear waited for, and all that followed.
  const double turn = metrics_.Last("tocsin_turn_seconds").first;
  EXPECT_GT(turn, 2);
  EXPECT_LT(turn, 3.2);
  EXPECT_EQ(metrics_.Last("tocsin_turn_seconds").second, "");

  // What the turn took is told with it, and what the answer took with the next one.
  const auto& heard = keeper_->turns[0].heard;
  EXPECT_GE(heard.ended_ago, 250ms);
  EXPECT_GE(heard.ended_ago, heard.recognised_for);
  EXPECT_FALSE(keeper_->turns[0].of_us.first_sound) << "nobody had been answered yet";
  Tell("key 1");
  ASSERT_EQ(keeper_->turns.size(), 2U);
  const auto& first = keeper_->turns[1].of_us.first_sound;
  ASSERT_TRUE(first);
  EXPECT_NEAR(std::chrono::duration<double>(first->waited).count(), turn, 0.002);
  EXPECT_LE(first->ago, 1s);
  EXPECT_GT(first->ago, 0ms);
}

TEST_F(MediaWorld, AnswersAreExamplesOfTheCallsTraceWhereItIsKept) {
  LineTask task{
      .say = {"Go on?"}, .listen = Listening{}, .trace = "0af7651916cd43dd8448eb211c80319c"};
  line_->Perform(task);
  Live(1s);
  Tell("key 1");
  task.say = {"Good."};
  line_->Perform(task);
  Live(1s);
  EXPECT_EQ(metrics_.Last("tocsin_turn_seconds").second, task.trace);
}

TEST_F(MediaWorld, AShortSoundIsNobodyAndWeGoOnAtTheExactSample) {
  Ask({"A long sentence that a cough does not end."});
  Live(2s);
  Live(60ms, kLoud);  // clears
  ASSERT_EQ(side_->cleared_at.size(), 1U);
  Live(400ms);
  const auto heard = side_->heard.size();
  Live(100ms);
  EXPECT_GT(side_->heard.size(), heard) << "within 400 ms";
  Live(4s);
  EXPECT_TRUE(ears_.asked.empty());
  EXPECT_EQ(side_->heard.size(), LengthOf("A long sentence that a cough does not end."));
  for (std::size_t i = 0; i < side_->heard.size(); ++i) ASSERT_EQ(side_->heard[i], i % 100);
}

TEST_F(MediaWorld, WhatMayBeAVoiceOnlyHolds) {
  Ask({"A long sentence that a murmur does not end."});
  Live(2s);
  Live(100ms, kMaybe);
  EXPECT_TRUE(side_->cleared_at.empty());
  Live(6s);
  EXPECT_EQ(side_->heard.size(), LengthOf("A long sentence that a murmur does not end."));
}

TEST_F(MediaWorld, UhHuhInterruptsNothingButAPhraseOfTheStepDoes) {
  Ask({"A long sentence that somebody listens to with patience."}, {"approve", "okay"});
  Live(1s);
  ears_.WillHear("Uh-huh, yeah.");
  Live(400ms, kLoud);
  Live(700ms);
  EXPECT_TRUE(keeper_->turns.empty());
  Live(1s);
  ears_.WillHear("Okay.");
  Live(400ms, kLoud);
  Live(700ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "Okay.");
}

TEST_F(MediaWorld, NoiseThatIsNoSpeechLetsUsGoOn) {
  Ask({"A long sentence before which a vacuum cleaner passes."});
  Live(1s);
  ears_.WillHear("");
  Live(800ms, kLoud);
  Live(700ms);
  EXPECT_EQ(ears_.asked.size(), 1U);
  Live(5s);
  EXPECT_TRUE(keeper_->turns.empty());
  EXPECT_EQ(side_->heard.size(), LengthOf("A long sentence before which a vacuum cleaner passes."));
}

TEST_F(MediaWorld, ATelevisionInTheRoomInterruptsNothingAndEndsNoTurn) {
  activity_.everything = true;
  Ask({"A long sentence while a television talks in the room."});
  Live(3s, 300);  // 41 dB below full scale
  EXPECT_TRUE(side_->cleared_at.empty());
  EXPECT_TRUE(ears_.asked.empty());
  ears_.WillHear("approve");
  Live(600ms, kLoud);
  Live(600ms, 300);
  ASSERT_EQ(keeper_->turns.size(), 1U) << "it ends though the television goes on";
  EXPECT_EQ(keeper_->turns[0].heard.speech, "approve");
}

TEST_F(MediaWorld, TellsHowLongWasSpokenWithoutAPause) {
  for (const auto spoken : {640ms, 3200ms}) {
    Ask({"Well?"});
    Live(1s);
    ears_.WillHear("hello");
    Live(spoken, kLoud);
    Live(700ms);
    ASSERT_FALSE(keeper_->turns.empty());
    const auto length = keeper_->turns.back().heard.length;
    EXPECT_NEAR(static_cast<double>(length.count()), static_cast<double>(spoken.count()), 64);
  }
}

TEST_F(MediaWorld, ABeepIsATurnWhereNobodyKnowsWhoListens) {
  const auto beep = [&](Duration length) {
    Sound tone(static_cast<std::size_t>(length.count()) * 8);
    // Not loud enough for a voice.
    for (std::size_t i = 0; i < tone.size(); ++i)
      tone[i] = static_cast<std::int16_t>(
          2'900 * std::sin(2 * std::numbers::pi * static_cast<double>(i) / 8));
    Utter(tone);
  };
  Ask({"A sentence that is being said."});
  beep(400ms);
  EXPECT_TRUE(keeper_->turns.empty()) << "a person's phone may beep";
  line_->Perform(
      {.say = {"Who listens?"}, .listen = Listening{.turn = 9, .phrases = {}, .unproven = true}});
  loop_.Work();
  beep(160ms);
  EXPECT_TRUE(keeper_->turns.empty());
  beep(60ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_TRUE(keeper_->turns[0].heard.beep);
  EXPECT_TRUE(keeper_->turns[0].heard.Silent());
}

TEST_F(MediaWorld, AYesIsATurnWhereNobodyKnowsWhoListens) {
  line_->Perform({.say = {"A sentence that is long enough to be cut into."},
                  .listen = Listening{.turn = 1, .phrases = {}, .unproven = true}});
  Live(600ms);
  ears_.WillHear("Yes?");
  Live(640ms, kLoud);
  Live(700ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "Yes?");
}

TEST_F(MediaWorld, FiveInterruptionsInOneCall) {
  for (int i = 1; i <= 5; ++i) {
    Ask({"Answer number something, which is long."});
    Live(1s);
    ears_.WillHear("and then?");
    Live(300ms, kLoud);
    Live(700ms);
    ASSERT_EQ(keeper_->turns.size(), static_cast<std::size_t>(i));
    EXPECT_EQ(keeper_->turns.back().turn, i);
  }
  Ask({"The end."});
  Live(1s);
  EXPECT_GE(side_->heard.size(), LengthOf("Goodbye.")) << "it still speaks";
}

TEST_F(MediaWorld, AStepThatMayNotBeInterruptedIsSaidToItsEnd) {
  Ask({"A warning that is heard."}, {"approve"}, {.barge_in = false});
  Live(500ms);
  Live(600ms, kLoud);
  Live(4s);
  EXPECT_TRUE(side_->cleared_at.empty());
  EXPECT_EQ(side_->heard.size(), LengthOf("A warning that is heard."));
  EXPECT_TRUE(keeper_->turns.empty());
  Tell("key 1");
  EXPECT_EQ(keeper_->turns.size(), 1U);
}

TEST_F(MediaWorld, LastWordsAreHeardAndThenTheLineCloses) {
  line_->Perform({.say = {"Goodbye."}});
  Live(700ms);
  EXPECT_FALSE(keeper_->ended);
  Live(500ms);
  EXPECT_EQ(keeper_->ended, End::kSpoken);
  EXPECT_EQ(keeper_->at_end.heard, "Goodbye.");
  EXPECT_TRUE(side_->open) << "who comes back by the redirect must find its end stored";
  line_->Close();
  EXPECT_FALSE(side_->open);
}

TEST_F(MediaWorld, ALineWhoseEndNobodyStoresClosesAllTheSame) {
  line_->Perform({.say = {"Goodbye."}});
  Live(1200ms);
  ASSERT_EQ(keeper_->ended, End::kSpoken);
  EXPECT_TRUE(side_->open);
  Live(1s);
  EXPECT_FALSE(side_->open);
}

TEST_F(MediaWorld, AnotherTaskClearsTheOneBefore) {
  Ask({"Something that nobody wants to hear any more."});
  Live(1s);
  const auto heard = side_->heard.size();
  line_->Perform({.say = {"Goodbye."}});
  EXPECT_EQ(side_->cleared_at.size(), 1U);
  Live(3s);
  EXPECT_EQ(side_->heard.size() - heard, LengthOf("Goodbye."));
}

TEST_F(MediaWorld, MarksThatNeverComeStopNothing) {
  mute_marks_ = true;
  Ask({"One.", "Two."}, {}, {.first_words = 1s});
  Live(4s);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].of_us.heard, "One. Two.");
}

TEST_F(MediaWorld, HangingUpTellsWhatWasHeard) {
  Ask({"Half a sentence is heard of this."});
  Live(1700ms);
  Tell("stop");
  EXPECT_EQ(keeper_->ended, End::kStopped);
  EXPECT_EQ(keeper_->at_end.heard, "Half a sentence");
}

TEST_F(MediaWorld, ALostSocketIsTold) {
  Ask({"Words."});
  Live(100ms);
  line_->OnEnd({.cause = WebSocketEnd::Cause::kLost});
  EXPECT_EQ(keeper_->ended, End::kLost);
}

TEST_F(MediaWorld, AVoiceThatGivesNothingOrFailsLeadsTheCallAway) {
  voice_.silent = true;
  Ask({"Nothing comes."});
  Live(2900ms);
  EXPECT_FALSE(keeper_->ended);
  Live(300ms);
  EXPECT_EQ(keeper_->ended, End::kLost);
}

TEST_F(MediaWorld, AVoiceWhosePiecesComeSlowlyIsWaitedFor) {
  voice_.silent = true;
  Ask({"Slowly it comes."});
  for (int i = 0; i < 4; ++i) {
    Live(2800ms);
    voice_.last.piece(Sound(kLineRate / 10, 7));
  }
  Live(2800ms);
  EXPECT_FALSE(keeper_->ended) << "each piece shows that it still speaks";
  voice_.last.end({});
  Live(200ms);
  EXPECT_EQ(side_->heard.size(), std::size_t{4} * kLineRate / 10);
  EXPECT_FALSE(keeper_->ended);
}

TEST_F(MediaWorld, AVoiceThatFailsLeadsTheCallAway) {
  voice_.fault = Fail(ErrorKind::kTransient, "speaking: it died", "test");
  Ask({"Nothing comes."});
  EXPECT_EQ(keeper_->ended, End::kLost);
}

TEST_F(MediaWorld, ARecogniserThatFailsIsSilence) {
  Ask({"Well?"});
  Live(1s);
  ears_.next.emplace_back(Fail(ErrorKind::kTransient, "hearing: busy", "test"));
  Live(400ms, kLoud);
  Live(700ms);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_TRUE(keeper_->turns[0].heard.Silent());
}

TEST_F(MediaWorld, ARecogniserThatNeverAnswersIsSilence) {
  ears_.hold = true;
  Ask({"Well?"});
  Live(1s);
  Live(400ms, kLoud);
  Live(5s);
  EXPECT_TRUE(keeper_->turns.empty());
  Live(1s);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_TRUE(keeper_->turns[0].heard.Silent());
}

TEST_F(MediaWorld, WhatIsSaidWhileTheWordsBeforeAreRecognisedIsHeardToo) {
  ears_.hold = true;
  Ask({"A long sentence that somebody listens to, and answers at last."});
  Live(1s);
  Live(300ms, kLoud);
  Live(700ms);
  Live(300ms, kLoud);
  Live(700ms);
  ASSERT_EQ(ears_.held.size(), 1U);
  ears_.held[0](RecognizedSpeech{.text = "uh-huh"});
  loop_.Work();
  ASSERT_EQ(ears_.held.size(), 2U);
  ears_.held[1](RecognizedSpeech{.text = "approve"});
  loop_.Work();
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "approve");
}

TEST_F(MediaWorld, WhatIsRecognisedTooLateIsStale) {
  ears_.hold = true;
  Ask({"Well?"});
  Live(1s);
  Live(400ms, kLoud);
  Live(700ms);
  ASSERT_EQ(ears_.held.size(), 1U);
  Tell("key 2");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(ears_.dropped, 1) << "cancelled";
  ears_.held[0](RecognizedSpeech{.text = "approve"});
  loop_.Work();
  EXPECT_EQ(keeper_->turns.size(), 1U);
}

TEST_F(MediaWorld, FramesAtOnceOrNoneDoNoHarm) {
  Ask({"A sentence that goes on whatever comes."});
  Live(500ms);
  for (int i = 0; i < 2'000; ++i) {
    side_->frame.assign(160, 0);
    Tell("frame");
  }
  for (int i = 0; i < 60; ++i) {  // nothing for 1.2 s
    loop_.Advance(kFrame);
    side_->Play();
  }
  Tell("bad");
  Live(3s);
  EXPECT_FALSE(keeper_->ended);
  EXPECT_EQ(side_->heard.size(), LengthOf("A sentence that goes on whatever comes."));
  line_->Close();
  EXPECT_EQ(metrics_.Value("tocsin_media_gaps_total"), 1);
  EXPECT_EQ(metrics_.Value("tocsin_media_bad_messages_total"), 1);
}

TEST_F(MediaWorld, SpeechWhoseEndIsMissingEndsByTheClock) {
  Ask({"Well?"});
  Live(1s);
  ears_.WillHear("approve");
  Live(400ms, kLoud);
  for (int i = 0; i < 60; ++i) loop_.Advance(kFrame);
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "approve");
}

class MediaWorldOfKeys : public MediaWorld {
 protected:
  MediaWorldOfKeys() { hears_ = false; }
};
TEST_F(MediaWorldOfKeys, SpeechInterruptsNothingAndKeysDecide) {
  Ask({"Press one or two, please."});
  Live(500ms);
  Live(600ms, kLoud);
  Live(2s);
  EXPECT_TRUE(side_->cleared_at.empty());
  Tell("key 2");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.digits, "2");
}

TEST(SpokenText, IsCutIntoSentences) {
  const auto texts = [](const std::vector<std::string>& lines) {
    const std::string text = JoinedLines(lines);
    std::vector<std::string> out;
    for (const auto place : SentencesOf(lines))
      out.push_back(text.substr(place.begin, place.end - place.begin));
    return out;
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(texts({}), Texts{});
  EXPECT_EQ(texts({"", "One"}), Texts{"One"});
  EXPECT_EQ(texts({"One. Two is 3.5 percent! Three?", "Four"}),
            (Texts{"One.", "Two is 3.5 percent!", "Three?", "Four"}));
  const auto cut = texts({std::string(200, 'a') + ' ' + std::string(200, 'b')});
  EXPECT_EQ(cut, (Texts{std::string(200, 'a'), std::string(200, 'b')}));
  EXPECT_EQ(HeardOf("one two three", 50, 100), 3U);
  EXPECT_EQ(HeardOf("one two three", 100, 100), 13U);
  EXPECT_EQ(HeardOf("one", 0, 100), 0U);
}

TEST(MediaClock, SpreadsItsLinesAndStopsWithTheLast) {
  struct Counter : Ticking {
    void Tick(SteadyTime now) override { at.push_back(now); }
    std::vector<SteadyTime> at;
  };
  fakes::VirtualLoop loop;
  MediaClock clock(loop);
  std::array<Counter, 10> counters;
  for (auto& counter : counters) clock.Add(counter);
  loop.Advance(1s);
  std::set<SteadyTime> moments;
  for (const auto& counter : counters) {
    EXPECT_EQ(counter.at.size(), 50U);
    moments.insert(counter.at[10]);
  }
  EXPECT_EQ(moments.size(), 5U);
  for (auto& counter : counters) clock.Remove(counter);
  loop.Advance(1s);
  EXPECT_EQ(counters[0].at.size(), 50U);
}

}  // namespace
}  // namespace tocsin::voice
