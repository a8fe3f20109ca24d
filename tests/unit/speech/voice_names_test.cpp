#include "schemas/voice_names.hpp"

#include <gtest/gtest.h>

#include "adapters/speech/streamed_voice.hpp"

namespace tocsin::speech {
namespace {

TEST(VoiceNames, ShortNamesOfAuraAreItsFullOnes) {
  EXPECT_EQ(AuraVoice("asteria"), "aura-2-asteria-en");
  EXPECT_EQ(AuraVoice("luna"), "aura-2-luna-en");
  EXPECT_EQ(AuraVoice("arcas"), "aura-2-arcas-en");
  EXPECT_EQ(AuraVoice("stella"), "aura-stella-en") << "Aura-2 has none";
  EXPECT_EQ(AuraVoice("viktoria"), "aura-2-viktoria-de");
  EXPECT_EQ(AuraVoice("aura-2-thalia-en"), "aura-2-thalia-en");
  EXPECT_EQ(AuraVoice("aura-asteria-en"), "aura-asteria-en");
  EXPECT_EQ(AuraVoice("nobody"), "");
  EXPECT_EQ(AuraVoice(""), "");
  EXPECT_EQ(AuraLanguage("aura-2-viktoria-de"), "de");
}

TEST(VoiceNames, AWrongOneIsToldWithThoseThatAre) {
  EXPECT_EQ(CheckAuraVoice("thalia"), "");
  EXPECT_NE(CheckAuraVoice("aura-2-nobody-en").find("aura-2-zeus-en"), std::string::npos);
  EXPECT_EQ(CheckOpenAiVoice("marin"), "");
  EXPECT_NE(CheckOpenAiVoice("thalia").find("alloy, ash"), std::string::npos);
  for (const auto* good : {"hi-IN-MadhurNeural", "en-US-AvaMultilingualNeural",
                           "en-US-Ava:DragonHDLatestNeural", "fil-PH-AngeloNeural"})
    EXPECT_EQ(CheckAzureVoice(good), "") << good;
  for (const auto* bad : {"", "Madhur", "hi-IN-Madhur", "hi-IN-\"><break/>Neural", "MadhurNeural"})
    EXPECT_NE(CheckAzureVoice(bad), "") << bad;
  EXPECT_EQ(CheckElevenLabsVoice("JBFqnCBsd6RMkjVDRZzb"), "");
  EXPECT_NE(CheckElevenLabsVoice("../x"), "");
  EXPECT_EQ(CheckElevenLabsModel("eleven_flash_v2_5"), "");
  EXPECT_EQ(CheckElevenLabsModel("eleven_v4"), "");
  EXPECT_EQ(CheckDeepgramVoice("flux-alexis-en"), "");
  EXPECT_EQ(CheckDeepgramVoice("thalia"), "");
  for (const auto* wrong : {"flux-", "flux-alexis", "flux-alexis-eng", "flux--en", "Flux-a-en"})
    EXPECT_NE(CheckDeepgramVoice(wrong), "") << wrong;
  EXPECT_NE(CheckElevenLabsModel("a model"), "");
}

TEST(VoiceFor, TakesTheNearestLanguage) {
  const VoicesByLanguage voices = {{"en-IN", "indian"}, {"en", "plain"}, {"hi-IN", "madhur"}};
  EXPECT_EQ(VoiceFor(voices, "en-IN"), "indian");
  EXPECT_EQ(VoiceFor(voices, "en-in"), "indian");
  EXPECT_EQ(VoiceFor(voices, "en-GB"), "plain");
  EXPECT_EQ(VoiceFor(voices, "hi"), "madhur");
  EXPECT_EQ(VoiceFor(voices, "hi-Latn"), "madhur");
  EXPECT_EQ(VoiceFor(voices, "de"), "");
  EXPECT_EQ(VoiceFor({}, "en"), "");
}

/// Bytes as the network cuts them, and the same sound.
TEST(RawSound, HalfASampleWaitsForItsOtherHalf) {
  RawSound sound({.code = SampleCode::kLinear16}, 8'000);
  Sound all;
  const std::string bytes("\x10\x27\xF0\xD8\x10\x27\x01", 7);  // 10000, -10000, 10000, and a half
  for (const char byte : bytes) {
    const auto piece = sound.Feed({&byte, 1});
    ASSERT_TRUE(piece);
    all.insert(all.end(), piece->begin(), piece->end());
  }
  const auto rest = sound.Finish();
  ASSERT_TRUE(rest) << rest.error().message;
  all.insert(all.end(), rest->begin(), rest->end());
  EXPECT_EQ(all, (Sound{10'000, -10'000, 10'000}));
}

TEST(RawSound, AHeadWithoutAnEndIsNoSound) {
  RawSound sound({}, 8'000);
  auto fed = sound.Feed("RIFF....WAVEjunk");
  for (int i = 0; i < 1'000 && fed; ++i)
    fed = sound.Feed(std::string_view("\x08\0\0\0xxxxxxxxjunk", 16));
  ASSERT_FALSE(fed);
  EXPECT_EQ(fed.error().kind, ErrorKind::kInvalid);
}

}  // namespace
}  // namespace tocsin::speech
