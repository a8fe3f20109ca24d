#include <gtest/gtest.h>

#include <future>

#include "adapters/sound/level.hpp"
#include "adapters/speech/festival.hpp"
#include "adapters/speech/program_voice.hpp"
#include "adapters/speech/voices.hpp"
#include "fakes/fake_clock.hpp"
#include "fakes/fake_metrics.hpp"
#include "fakes/virtual_loop.hpp"

namespace tocsin::speech {
namespace {

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
  fakes::FakeClock clock;
  fakes::VirtualLoop loop;
  const auto voices =
      LoadVoices({.order = {"festval"}}, {loop, metrics, PreparedShelf::Make({}, clock, metrics)});
  ASSERT_FALSE(voices);
  EXPECT_NE(voices.error().message.find("'festval' is none"), std::string::npos);
}

}  // namespace
}  // namespace tocsin::speech
