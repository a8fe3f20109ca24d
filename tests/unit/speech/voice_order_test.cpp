#include "adapters/speech/voice_order.hpp"

#include <gmock/gmock.h>

#include "adapters/speech/speaking_pace.hpp"
#include "fakes/held_engines.hpp"
#include "fakes/log_lines.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::speech {
namespace {

using fakes::HeardVoice;
using std::chrono::milliseconds;
using testing::HasSubstr;

constexpr std::string_view kSentence =
    "The disk of the host pve1 is almost full and nginx has stopped answering its health checks";

std::size_t Samples(std::size_t letters, double a_second) {
  return static_cast<std::size_t>(static_cast<double>(letters) * kLineRate / a_second);
}

class VoiceOrderTest : public testing::Test {
 protected:
  VoiceOrderTest() {
    std::vector<std::unique_ptr<TextToSpeech>> voices;
    for (const auto& [name, language] :
         {std::pair("first", "en"), {"german", "de"}, {"second", "en"}, {"third", "en"}}) {
      auto voice = std::make_unique<fakes::HeldVoice>(name, language);
      engines_[name] = voice.get();
      voices.push_back(std::move(voice));
    }
    order_ = MakeVoiceOrder(std::move(voices), {}, loop_);
  }
  fakes::HeldVoice& Engine(const std::string& name) { return *engines_.at(name); }
  SpeechPieces& Last(const std::string& name) { return Engine(name).asked.back().to; }
  std::string TextOf(const std::string& name) { return Engine(name).asked.back().what.text; }
  /// The first voice says a whole sentence at so many letters a second.
  void SayOnceAt(double letters_a_second) {
    const std::string text = "This is a sentence of an ordinary length for a voice.";
    HeardVoice heard(*order_, text);
    Last("first").piece(Sound(Samples(text.size(), letters_a_second), 1));
    Last("first").end({});
  }
  static Status Broken() { return Fail(ErrorKind::kTransient, "speaking: broken"); }

  fakes::VirtualLoop loop_;
  fakes::LogLines log_;
  std::map<std::string, fakes::HeldVoice*> engines_;
  std::unique_ptr<TextToSpeech> order_;
};

TEST_F(VoiceOrderTest, TheFirstThatSpeaksTheLanguage) {
  HeardVoice english(*order_, "hello", "en-US"), german(*order_, "hallo", "de-DE"),
      french(*order_, "salut", "fr");
  EXPECT_EQ(Engine("first").asked.size(), 1U);
  EXPECT_EQ(Engine("german").asked.size(), 1U);
  ASSERT_TRUE(french.end);
  EXPECT_EQ(french.end->error().kind, ErrorKind::kInvalid);
  EXPECT_TRUE(order_->Speaks("de"));
  EXPECT_FALSE(order_->Speaks("fr"));
  EXPECT_EQ(order_->Name(), "first, german, second, third");
}

TEST_F(VoiceOrderTest, OneThatFailsBeforeItsFirstSoundIsReplacedWithTheWholeText) {
  HeardVoice heard(*order_, "hello");
  Last("first").end(Broken());
  ASSERT_EQ(TextOf("second"), "hello");
  Last("first").piece(Sound(9, 9));
  Last("second").piece(Sound(5, 7));
  Last("second").end({});
  EXPECT_TRUE(*heard.end);
  EXPECT_EQ(heard.sound, Sound(5, 7));
  EXPECT_NE(log_.With({"first: speaking: broken; second speaks"}), "");
}

TEST_F(VoiceOrderTest, OneThatGivesNothingIsReplacedAfterAMomentAndDropped) {
  HeardVoice heard(*order_, "hello");
  loop_.Advance(milliseconds(1'499));
  EXPECT_TRUE(Engine("second").asked.empty());
  loop_.Advance(milliseconds(1));
  ASSERT_EQ(Engine("second").asked.size(), 1U);
  EXPECT_EQ(Engine("first").dropped, 1);
  Last("first").piece(Sound(9, 9));
  Last("first").end({});
  EXPECT_FALSE(heard.end);
  loop_.Advance(milliseconds(1'500));
  ASSERT_EQ(Engine("third").asked.size(), 1U);
  loop_.Advance(std::chrono::seconds(20));  // nobody is left to take over
  Last("third").piece(Sound(5, 7));
  Last("third").end({});
  EXPECT_TRUE(*heard.end);
  EXPECT_EQ(heard.sound, Sound(5, 7));
}

TEST_F(VoiceOrderTest, AnotherGoesOnInMidSentenceFromTheWordThatIsNotThere) {
  for (const double pace : {9.0, 15.0, 24.0}) {
    SayOnceAt(pace);
    for (const std::string_view cut : {"host", "almost", "stopped"}) {
      HeardVoice heard(*order_, std::string(kSentence));
      const std::size_t at = kSentence.find(cut) + 2;  // within that word
      Last("first").piece(Sound(Samples(at, pace) / 2, 1));
      Last("first").piece(Sound(Samples(at, pace) / 2, 1));
      Last("first").end(Broken());
      const auto rest = TextOf("second");
      const std::size_t from = kSentence.size() - rest.size();
      EXPECT_TRUE(kSentence.ends_with(rest)) << rest;
      EXPECT_LE(from, at) << "nothing is left out: " << rest;
      const auto again = kSentence.substr(from, at - from);
      EXPECT_LE(std::ranges::count(again, ' '), 2) << pace << ": " << again;
      Last("second").piece(Sound(100, 2));
      Last("second").end({});
      EXPECT_TRUE(*heard.end);
    }
    // The pace is a voice's own and is learned again.
    for (int i = 0; i < 12; ++i) SayOnceAt(pace == 9.0 ? 15.0 : 24.0);
  }
  EXPECT_NE(log_.With({"first: speaking: broken; second goes on"}), "");
}

TEST_F(VoiceOrderTest, OneThatStallsInMidSentenceIsReplacedWhenAllThatItGaveWasHeard) {
  SayOnceAt(15);
  HeardVoice heard(*order_, std::string(kSentence));
  Last("first").piece(Sound(kLineRate / 2, 1));  // half a second
  loop_.Advance(milliseconds(1'999));
  EXPECT_TRUE(Engine("second").asked.empty());
  loop_.Advance(milliseconds(1));
  ASSERT_EQ(Engine("second").asked.size(), 1U);
  EXPECT_EQ(TextOf("second").substr(0, 8), "disk of ");
  EXPECT_EQ(heard.sound.size(), static_cast<std::size_t>(kLineRate / 2));

  HeardVoice rich(*order_, std::string(kSentence));
  Last("first").piece(Sound(kLineRate * 4, 1));  // what was given does not excuse it for ever
  loop_.Advance(milliseconds(2'500));
  EXPECT_EQ(Engine("second").asked.size(), 2U);
}

TEST_F(VoiceOrderTest, OneThatGoesOnGivingIsNotReplaced) {
  HeardVoice heard(*order_, std::string(kSentence));
  for (int i = 0; i < 10; ++i) {
    loop_.Advance(milliseconds(1'400));
    Last("first").piece(Sound(800, 1));
  }
  Last("first").end({});
  loop_.Advance(std::chrono::seconds(10));
  EXPECT_TRUE(*heard.end);
  EXPECT_TRUE(Engine("second").asked.empty());
}

TEST_F(VoiceOrderTest, AnEndWithoutAnySoundIsAFailureWhereThereAreWords) {
  HeardVoice heard(*order_, "hello");
  Last("first").end({});
  ASSERT_EQ(Engine("second").asked.size(), 1U);
  Last("second").end(Broken());
  Last("third").end({});
  ASSERT_TRUE(heard.end);
  EXPECT_THAT(heard.end->error().message, HasSubstr("third gave no sound"));
  HeardVoice dots(*order_, "...");
  Last("first").end({});
  ASSERT_TRUE(dots.end);
  EXPECT_TRUE(*dots.end);
}

TEST_F(VoiceOrderTest, NobodyTakesOverWhatIsNotWaitedFor) {
  auto heard = std::make_unique<HeardVoice>(*order_, "hello");
  heard.reset();
  EXPECT_EQ(Engine("first").dropped, 1);
  Last("first").end(Broken());
  loop_.Advance(std::chrono::seconds(5));
  EXPECT_TRUE(Engine("second").asked.empty());
}

TEST(SpeakingPace, TheRestBeginsWithAWholeWord) {
  SpeakingPace pace;
  pace.Learn(std::string(100, 'x'), 100 * 100);  // 100 samples a letter
  EXPECT_EQ(pace.Rest("one two three", 0), "one two three");
  EXPECT_EQ(pace.Rest("one two three", 250), "one two three");
  EXPECT_EQ(pace.Rest("one two three", 300), "two three");
  EXPECT_EQ(pace.Rest("one two three", 500), "two three");
  EXPECT_EQ(pace.Rest("one two three ", 5'000), "three") << "the voice did not end";
  EXPECT_EQ(pace.Rest("\u0939\u0940 \u0939\u093e", 300), "\u0939\u093e") << "letters, not bytes";
  EXPECT_EQ(pace.Rest("", 100), "");
  pace.Learn("short", 5'000'000);
  EXPECT_EQ(pace.Rest("one two three", 300), "two three") << "too little to learn from";
}

}  // namespace
}  // namespace tocsin::speech
