// A line whose recogniser hears while somebody speaks.
#include "fakes/media_world.hpp"

namespace tocsin::voice {
namespace {

using namespace std::chrono_literals;
using Kind = SpeechEvent::Kind;

/// Tells what the test says, when it says so; and keeps what it was given.
class StreamedEars final : public SpeechToText {
 public:
  std::string Name() const override { return "streamed"; }
  SpeechTrust Trust() const override { return SpeechTrust::kText; }
  bool Speaks(std::string_view) const override { return true; }
  std::unique_ptr<SpeechJob> Recognize(RecognizeSpeech,
                                       std::function<void(Result<RecognizedSpeech>)>) override {
    ADD_FAILURE() << "a line's sentences go over its stream";
    return nullptr;
  }
  std::unique_ptr<SpeechStream> Listen(Loop&, ListenTo what, SpeechEvents events) override {
    class Stream final : public SpeechStream {
     public:
      explicit Stream(StreamedEars& ears) : ears_(ears) { ++ears_.open; }
      ~Stream() override { --ears_.open; }
      void Begin() override {
        ears_.did += 'B';
        ears_.heard.clear();
      }
      void Hear(SoundView sound) override {
        ears_.heard.insert(ears_.heard.end(), sound.begin(), sound.end());
      }
      void Finish(RecognizeSpeech whole) override {
        ears_.did += 'F';
        ears_.finished.push_back(std::move(whole));
      }
      void Abandon() override { ears_.did += 'A'; }

     private:
      StreamedEars& ears_;
    };
    languages.push_back(what.language);
    to = std::move(events);
    return std::make_unique<Stream>(*this);
  }
  void Tell(Kind kind, std::string text, double sure = 0.9) {
    to(SpeechEvent{.kind = kind, .speech = {.text = std::move(text), .confidence = sure}});
  }

  std::string did;  ///< B begin, F finish, A abandon
  Sound heard;      ///< of the last sentence
  std::vector<RecognizeSpeech> finished;
  std::vector<std::string> languages;
  SpeechEvents to;
  int open = 0;
};

class StreamedEarsWorld : public MediaWorld {
 protected:
  LineEngines Engines() override {
    auto engines = MediaWorld::Engines();
    engines.recognizer = &streamed_;
    return engines;
  }
  void AskFreely() {
    line_->Perform(
        {.say = {}, .listen = Listening{.turn = ++turn_, .phrases = {}, .free_speech = true}});
    loop_.Work();
  }
  static std::size_t Samples(Duration length) {
    return static_cast<std::size_t>(length.count()) * kLineRate / 1'000;
  }
  StreamedEars streamed_;
};

TEST_F(StreamedEarsWorld, TheEarsAreOpenBeforeAnybodySpeaksAndStayFromTaskToTask) {
  Ask({"Well?"});
  EXPECT_EQ(streamed_.open, 1);
  Live(1s);
  EXPECT_EQ(streamed_.did, "") << "silence costs nothing";
  Tell("key 1");
  Ask({"And now?"});
  EXPECT_EQ(streamed_.languages, std::vector<std::string>{"en-US"});
  line_->Perform({.say = {"Und jetzt?"}, .language = "de-DE", .listen = Listening{.turn = 9}});
  EXPECT_EQ(streamed_.languages.back(), "de-DE") << "another language is another stream";
  EXPECT_EQ(streamed_.open, 1);
  Tell("stop");
  EXPECT_EQ(streamed_.open, 0);
}

TEST_F(StreamedEarsWorld, HearASentenceWhileItIsSaidFromBeforeItsOnset) {
  Ask({"Well?"});
  Live(1s);
  Live(600ms, kLoud);
  EXPECT_EQ(streamed_.did, "B");
  EXPECT_GE(streamed_.heard.size(), Samples(750ms)) << "with what came before the onset";
  EXPECT_EQ(streamed_.heard[0], 0);
  EXPECT_EQ(streamed_.heard.back(), kLoud);
  Live(700ms);
  EXPECT_EQ(streamed_.did, "BF") << "our silence has ended it";
  ASSERT_EQ(streamed_.finished.size(), 1U);
  EXPECT_EQ(streamed_.finished[0].phrases, (std::vector<std::string>{"approve", "dismiss"}));
  EXPECT_GE(streamed_.finished[0].sound.size(), streamed_.heard.size());
  streamed_.Tell(Kind::kFinal, "approve");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  const auto& heard = keeper_->turns[0].heard;
  EXPECT_EQ(heard.speech, "approve");
  EXPECT_EQ(heard.trust, SpeechTrust::kText);
  EXPECT_EQ(heard.engine, "streamed");
  EXPECT_DOUBLE_EQ(*heard.confidence, 0.9);
}

TEST_F(StreamedEarsWorld, ANoiseIsGivenUp) {
  Ask({"Well?"});
  Live(1s);
  Live(40ms, kLoud);
  Live(600ms);
  EXPECT_TRUE(streamed_.did.empty() || streamed_.did == "BA") << streamed_.did;
  EXPECT_TRUE(keeper_->turns.empty());
}

TEST_F(StreamedEarsWorld, AnEngineThatGivesUpInMidSentenceIsGivenItWhole) {
  Ask({"Well?"});
  Live(1s);
  Live(300ms, kLoud);
  const auto to = streamed_.to;
  to(Fail(ErrorKind::kTransient, "cut", "test"));
  EXPECT_TRUE(keeper_->turns.empty()) << "the person still speaks";
  Live(300ms, kLoud);
  Live(700ms);
  EXPECT_EQ(streamed_.did, "BBF") << "once, when the person has ended";
  EXPECT_GE(streamed_.heard.size(), Samples(800ms)) << "from the beginning";
  streamed_.Tell(Kind::kFinal, "dismiss");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "dismiss");
}

TEST_F(StreamedEarsWorld, WhatFailsAtItsEndIsSilence) {
  Ask({"Well?"});
  Live(1s);
  Live(600ms, kLoud);
  Live(700ms);
  const auto to = streamed_.to;
  to(Fail(ErrorKind::kTimeout, "no answer", "test"));
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_TRUE(keeper_->turns[0].heard.Silent());
}

TEST_F(StreamedEarsWorld, TheEnginesEndEndsFreeSpeechAndNothingElse) {
  Ask({"Well?"});
  Live(1s);
  Live(600ms, kLoud);
  streamed_.Tell(Kind::kEndOfTurn, "approve");
  EXPECT_TRUE(keeper_->turns.empty()) << "a choice waits for our silence";
  Live(700ms);
  streamed_.Tell(Kind::kFinal, "approve nothing");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.speech, "approve nothing");

  AskFreely();
  Live(1s);
  Live(600ms, kLoud);
  Live(100ms);
  streamed_.Tell(Kind::kEndOfTurn, "what is this about");
  ASSERT_EQ(keeper_->turns.size(), 2U);
  EXPECT_EQ(keeper_->turns[1].heard.speech, "what is this about");
  EXPECT_GE(keeper_->turns[1].heard.ended_ago, 60ms);
  EXPECT_LE(keeper_->turns[1].heard.ended_ago, 140ms);
  streamed_.Tell(Kind::kFinal, "stale");
  EXPECT_EQ(keeper_->turns.size(), 2U);
}

TEST_F(StreamedEarsWorld, APerhapsEndedTurnOfFreeSpeechIsToldAheadAndTakenBack) {
  AskFreely();
  Live(1s);
  Live(600ms, kLoud);
  Live(60ms);
  streamed_.Tell(Kind::kEagerEnd, "how much is it");
  EXPECT_TRUE(keeper_->turns.empty());
  ASSERT_EQ(keeper_->perhaps.size(), 1U);
  EXPECT_EQ(keeper_->perhaps[0].turn, turn_);
  EXPECT_EQ(keeper_->perhaps[0].heard.speech, "how much is it");
  streamed_.Tell(Kind::kResumed, "how much is it");
  EXPECT_EQ(keeper_->resumed, 1);
  Live(400ms, kLoud);
  Live(60ms);
  streamed_.Tell(Kind::kEagerEnd, "how much is it on monday");
  EXPECT_EQ(keeper_->perhaps.size(), 2U);
  Live(700ms);
  EXPECT_EQ(streamed_.did, "BF") << "the sentence goes on until our silence ends it";
  streamed_.Tell(Kind::kFinal, "how much is it on monday");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  EXPECT_EQ(keeper_->turns[0].heard.speech, keeper_->perhaps[1].heard.speech);
  streamed_.Tell(Kind::kEagerEnd, "stale");
  EXPECT_EQ(keeper_->perhaps.size(), 2U);
}

TEST_F(StreamedEarsWorld, AChoiceIsNotToldAheadNorIsOneWhoOnlyListens) {
  Ask({"Well?"});
  Live(1s);
  Live(600ms, kLoud);
  streamed_.Tell(Kind::kEagerEnd, "approve");
  streamed_.Tell(Kind::kResumed, "approve");
  Live(700ms);
  streamed_.Tell(Kind::kFinal, "approve");
  line_->Perform(
      {.say = {"It is a long story that takes some time to be told from beginning to end."},
       .listen = Listening{.turn = ++turn_, .phrases = {}, .free_speech = true}});
  loop_.Work();
  Live(1s);
  Live(500ms, kLoud);
  streamed_.Tell(Kind::kEagerEnd, "uh-huh");
  EXPECT_TRUE(keeper_->perhaps.empty());
  EXPECT_EQ(keeper_->resumed, 0);
}

TEST_F(StreamedEarsWorld, AKeyAndTheNextTaskWantNothingOfASentence) {
  Ask({"Well?"});
  Live(1s);
  Live(400ms, kLoud);
  Tell("key 1");
  EXPECT_EQ(streamed_.did, "BA");
  ASSERT_EQ(keeper_->turns.size(), 1U);
  Ask({"And now?"});
  Live(1s);
  streamed_.Tell(Kind::kFinal, "stale");
  EXPECT_EQ(keeper_->turns.size(), 1U);
}

}  // namespace
}  // namespace tocsin::voice
