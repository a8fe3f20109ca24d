#include <gtest/gtest.h>

#include <future>
#include <optional>

#include "adapters/sound/level.hpp"
#include "adapters/speech/festival.hpp"
#include "adapters/speech/prepared_speech.hpp"
#include "adapters/speech/program_voice.hpp"
#include "adapters/speech/voice_order.hpp"
#include "adapters/speech/voices.hpp"
#include "fakes/fake_metrics.hpp"

namespace tocsin::speech {
namespace {

/// Answers at once, within the call.
class QuickVoice final : public TextToSpeech {
 public:
  explicit QuickVoice(std::string name, std::string language = "en")
      : name_(std::move(name)), language_(std::move(language)) {}
  std::string Name() const override { return name_; }
  bool Speaks(std::string_view language) const override { return language.starts_with(language_); }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech what, SpeechPieces to) override {
    ++*asked;
    if (speaks_before_fault || fault.has_value()) to.piece(Sound(what.text.size(), 7));
    to.end(fault);
    return nullptr;
  }
  std::shared_ptr<int> asked = std::make_shared<int>(0);
  Status fault = {};
  bool speaks_before_fault = false;

 private:
  std::string name_, language_;
};

struct Said {
  Sound sound;
  std::optional<Status> end;
  SpeechPieces Pieces() {
    return {.piece = [this](Sound piece) { sound.insert(sound.end(), piece.begin(), piece.end()); },
            .end = [this](Status status) { end = std::move(status); }};
  }
};
Status Broken() { return Fail(ErrorKind::kTransient, "speaking: broken", "test"); }

struct Ordered {
  Ordered() {
    auto first = std::make_unique<QuickVoice>("first");
    auto second = std::make_unique<QuickVoice>("second");
    auto german = std::make_unique<QuickVoice>("german", "de");
    one = first.get();
    two = second.get();
    three = german.get();
    std::vector<std::unique_ptr<TextToSpeech>> voices;
    voices.push_back(std::move(first));
    voices.push_back(std::move(second));
    voices.push_back(std::move(german));
    voice = MakeVoiceOrder(std::move(voices));
  }
  QuickVoice *one, *two, *three;
  std::unique_ptr<TextToSpeech> voice;
};

TEST(VoiceOrder, TheFirstThatSpeaksTheLanguage) {
  Ordered order;
  Said english, german, french;
  auto a = order.voice->Synthesize({.text = "hello", .language = "en-US"}, english.Pieces());
  auto b = order.voice->Synthesize({.text = "hallo", .language = "de-DE"}, german.Pieces());
  auto c = order.voice->Synthesize({.text = "salut", .language = "fr"}, french.Pieces());
  EXPECT_TRUE(*english.end);
  EXPECT_EQ(*order.one->asked, 1);
  EXPECT_EQ(*order.two->asked, 0);
  EXPECT_EQ(*order.three->asked, 1);
  ASSERT_FALSE(*french.end);
  EXPECT_EQ(french.end->error().kind, ErrorKind::kInvalid);
  EXPECT_TRUE(order.voice->Speaks("de"));
  EXPECT_FALSE(order.voice->Speaks("fr"));
  EXPECT_EQ(order.voice->Name(), "first, second, german");
}

TEST(VoiceOrder, AnotherTakesOverBeforeTheFirstSoundAndNotAfterIt) {
  Ordered order;
  order.one->fault = Broken();
  Said said;
  auto job = order.voice->Synthesize({.text = "hello"}, said.Pieces());
  EXPECT_TRUE(*said.end);
  EXPECT_EQ(said.sound.size(), 5U);
  EXPECT_EQ(*order.two->asked, 1);

  order.one->speaks_before_fault = true;
  Said half;
  job = order.voice->Synthesize({.text = "hello"}, half.Pieces());
  EXPECT_FALSE(*half.end);
  EXPECT_EQ(half.sound.size(), 5U) << "nothing is said twice";
  EXPECT_EQ(*order.two->asked, 1);
}

/// Fails when it is told to, as an engine's thread does.
class LateVoice final : public TextToSpeech {
 public:
  std::string Name() const override { return "late"; }
  bool Speaks(std::string_view) const override { return true; }
  std::unique_ptr<SpeechJob> Synthesize(SynthesizeSpeech, SpeechPieces to) override {
    end = std::move(to.end);
    return nullptr;
  }
  std::function<void(Status)> end;
};

TEST(VoiceOrder, NobodyTakesOverWhatIsNotWaitedFor) {
  auto late = std::make_unique<LateVoice>();
  auto second = std::make_unique<QuickVoice>("second");
  auto& end = late->end;
  const auto asked = second->asked;
  std::vector<std::unique_ptr<TextToSpeech>> voices;
  voices.push_back(std::move(late));
  voices.push_back(std::move(second));
  const auto voice = MakeVoiceOrder(std::move(voices));
  Said said;
  auto job = voice->Synthesize({.text = "x"}, said.Pieces());
  job = nullptr;
  end(Broken());
  EXPECT_EQ(*asked, 0);
  EXPECT_FALSE(said.end.has_value());
}

TEST(PreparedSpeech, SaysASentenceAgainWithoutMakingItAgain) {
  fakes::FakeMetrics metrics;
  auto voice = std::make_unique<QuickVoice>("v");
  auto* quick = voice.get();
  const auto prepared = MakePreparedSpeech(std::move(voice), 10'000, metrics);
  Said first, second, other;
  auto a = prepared->Synthesize({.text = "hello"}, first.Pieces());
  auto b = prepared->Synthesize({.text = "hello"}, second.Pieces());
  auto c = prepared->Synthesize({.text = "hello", .language = "en-GB"}, other.Pieces());
  EXPECT_EQ(*quick->asked, 2) << "another language is another sentence";
  EXPECT_EQ(first.sound, second.sound);
  EXPECT_TRUE(*second.end);
  EXPECT_EQ(metrics.Value("tocsin_speech_prepared_total{found=yes}"), 1);
  EXPECT_EQ(metrics.Value("tocsin_speech_prepared_total{found=no}"), 2);
  EXPECT_EQ(metrics.Value("voice_synthesis_duration_seconds{provider=v}"), 2)
      << "what was kept took no time";
  EXPECT_EQ(metrics.Value("tocsin_provider_errors_total{provider=v,part=text_to_speech}"), 0);
}

TEST(PreparedSpeech, KeepsNoMoreThanItMayAndNothingThatFailed) {
  fakes::FakeMetrics metrics;
  auto voice = std::make_unique<QuickVoice>("v");
  auto* quick = voice.get();
  const auto prepared = MakePreparedSpeech(std::move(voice), 4'000, metrics);
  const auto say = [&](const std::string& text) {
    Said said;
    auto job = prepared->Synthesize({.text = text}, said.Pieces());
    return *quick->asked;
  };
  for (int i = 0; i < 10; ++i) say(std::string(200, static_cast<char>('a' + i)));
  EXPECT_EQ(say(std::string(200, 'j')), 10) << "the last is there";
  EXPECT_EQ(say(std::string(200, 'a')), 11) << "the first is not";
  quick->fault = Broken();
  say("broken");
  EXPECT_EQ(metrics.Value("tocsin_provider_errors_total{provider=v,part=text_to_speech}"), 1);
  quick->fault = {};
  EXPECT_EQ(say("broken"), 13);
  say(std::string(1'000, 'x'));
  EXPECT_EQ(say(std::string(1'000, 'x')), 15) << "too long to keep";
}

class ToneMaker final : public SentenceMaker {
 public:
  Result<Sound> Make(const SynthesizeSpeech& sentence) override {
    if (sentence.text == "fail") return Fail(ErrorKind::kTransient, "making: no", "test");
    Sound sound(8'000, 0);  // a second of silence, then a tone
    for (int i = 0; i < 4'000; ++i)
      sound.push_back(static_cast<std::int16_t>(i % 40 < 20 ? 900 : -900));
    sound.insert(sound.end(), 8'000, 0);
    return sound;
  }
};

TEST(ProgramVoice, SoundComesAtALinesLevelWithoutSilenceAroundIt) {
  const Sound sound = ForALine(*ToneMaker().Make({.text = "x"}));
  EXPECT_EQ(sound.size(), 4'000U + 160 + 960);
  EXPECT_NEAR(sound::Level(sound), -20, 0.5);
  EXPECT_EQ(sound.front(), 0);
  EXPECT_EQ(sound.back(), 0);
  EXPECT_TRUE(ForALine(Sound(1'000, 0)).empty());
  Sound loud(8'000, 0);
  loud[4'000] = 32'000;  // a click: its level is low, its peak is not raised beyond the bound
  EXPECT_LE(sound::Peak(ForALine(loud)), -2.9);
}

TEST(ProgramVoice, SentencesAreMadeOnItsThreads) {
  ProgramVoice::Makers makers;
  makers.push_back(std::make_unique<ToneMaker>());
  ProgramVoice voice({.name = "tone", .languages = {"en"}}, std::move(makers));
  EXPECT_TRUE(voice.Speaks("en-GB"));
  EXPECT_FALSE(voice.Speaks("de"));
  std::promise<Status> good, bad;
  auto a = voice.Synthesize({.text = "x"},
                            {.piece = [](Sound) {}, .end = [&](Status s) { good.set_value(s); }});
  auto b = voice.Synthesize({.text = "fail"},
                            {.piece = [](Sound) {}, .end = [&](Status s) { bad.set_value(s); }});
  EXPECT_TRUE(good.get_future().get());
  EXPECT_FALSE(bad.get_future().get());
}

std::string Together(const std::vector<std::string>& parts) {
  std::string whole;
  for (const auto& part : parts) whole += part;
  return whole;
}

TEST(PartsOf, ALongTextIsCutWhereASpeakerBreathes) {
  EXPECT_EQ(PartsOf("Short. And sweet."), std::vector<std::string>{"Short. And sweet."});
  const std::string sentence(120, 'a');
  EXPECT_EQ(PartsOf(sentence + ". " + sentence), (std::vector{sentence + ".", " " + sentence}));
  EXPECT_EQ(PartsOf(sentence + ", " + sentence), (std::vector{sentence + ",", " " + sentence}));
  EXPECT_EQ(PartsOf(sentence + " " + sentence), (std::vector{sentence + " ", sentence}));
  EXPECT_EQ(PartsOf(sentence + " 2.5" + sentence), (std::vector{sentence + " ", "2.5" + sentence}))
      << "a number is not cut";
}

TEST(PartsOf, NothingIsLostAndNoLetterIsCut) {
  std::string letters = "x";
  for (int i = 0; i < 300; ++i) letters += "\u0939";
  const auto parts = PartsOf(letters);
  EXPECT_EQ(Together(parts), letters);
  for (const auto& part : parts) {
    EXPECT_LE(part.size(), 150U);
    EXPECT_NE(static_cast<unsigned char>(part.front()) & 0xC0, 0x80);
  }
  EXPECT_EQ(Together(PartsOf(std::string(9'000, 'b'))).size(), 8'000U);
  EXPECT_EQ(Together(PartsOf(std::string(300, '.'))).size(), 300U);
  EXPECT_EQ(PartsOf(""), std::vector<std::string>{""});
}

TEST(FestivalText, HoldsNoQuoteNoBracketAndNoBackslash) {
  EXPECT_EQ(FestivalText("It's 5%, ok?"), "It's 5%, ok?");
  EXPECT_EQ(FestivalText("x\") (system \"touch y\") (\""), "x system touch y ");
  EXPECT_EQ(FestivalText("a\\b\nc\0d"), "a b c");
  EXPECT_EQ(FestivalText(std::string(5'000, 'a')).size(), 2'000U);
  std::string all;
  for (int c = 0; c < 256; ++c) all += static_cast<char>(c);
  for (const char c : std::string_view("\"\\()`'$\n"))
    if (c != '\'') EXPECT_EQ(FestivalText(all).find(c), std::string::npos) << c;
}

TEST(Voices, ANameThatIsNoneIsSaid) {
  fakes::FakeMetrics metrics;
  const auto voices = LoadVoices({.order = {"festval"}}, metrics);
  ASSERT_FALSE(voices);
  EXPECT_NE(voices.error().message.find("'festval' is none"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::speech
