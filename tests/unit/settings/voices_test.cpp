#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "workers/settings/settings.hpp"

namespace tocsin::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

LoadedSettings LoadSpeech(const std::string& speech, std::string dotenv = "") {
  return LoadSettings(
      {.file_text = "speech: {" + speech + "}\n", .dotenv_text = std::move(dotenv)});
}
std::string ComplaintsOf(const LoadedSettings& loaded) {
  std::string out;
  for (const auto& finding : loaded.findings) out += FormatFinding(finding) + '\n';
  return out;
}
std::string Complaints(const std::string& speech, std::string dotenv = "") {
  return ComplaintsOf(LoadSpeech(speech, std::move(dotenv)));
}

TEST(VoiceSettings, WhoSpeaksIsAWordOrAnOrder) {
  EXPECT_THAT(LoadSpeech("").settings.speech.tts.words, ElementsAre("auto"));
  EXPECT_THAT(LoadSpeech("tts: espeak").settings.speech.tts.words, ElementsAre("espeak"));
  const auto order = LoadSpeech(
      "tts: [deepgram, festival], deepgram: {api_key: k, speak: {model: thalia, models: {es: "
      "celeste}}}");
  EXPECT_EQ(ComplaintsOf(order), "");
  EXPECT_THAT(order.settings.speech.tts.words, ElementsAre("deepgram", "festival"));
  EXPECT_TRUE(order.settings.speech.MustBeLive());
  EXPECT_THAT(Complaints("tts: [auto, festival]"), HasSubstr("auto stands alone"));
  EXPECT_THAT(Complaints("tts: [festival, festival]"), HasSubstr("names festival twice"));
  EXPECT_THAT(Complaints("tts: []"), HasSubstr("speech.tts"));
  EXPECT_THAT(Complaints("tts: [festival, polly]"), HasSubstr("deepgram"));
}

TEST(VoiceSettings, WhatAVoiceLacksIsToldWithAnExample) {
  EXPECT_EQ(Complaints("tts: deepgram"),
            "tocsin.yaml:1:15: error: speech.tts: deepgram needs speech.deepgram.api_key, such as "
            "'${file:/run/secrets/deepgram_api_key}', or DEEPGRAM_API_KEY in .env\n"
            "tocsin.yaml:1:15: error: speech.tts: deepgram needs speech.deepgram.speak.model, such "
            "as aura-2-thalia-en\n");
  EXPECT_THAT(Complaints("tts: elevenlabs"), HasSubstr("speech.elevenlabs.voice, such as"));
  EXPECT_THAT(Complaints("tts: azure"), HasSubstr("AZURE_SPEECH_REGION"));
  EXPECT_THAT(Complaints("tts: azure"), HasSubstr("speech.azure.voice, such as en-US-AvaNeural"));
  EXPECT_THAT(Complaints("tts: openai"), HasSubstr("speech.openai.speech.model, such as"));
  EXPECT_EQ(Complaints("deepgram: {speak: {model: thalia}}"), "") << "nobody asks for it";
}

TEST(VoiceSettings, AnUnknownVoiceIsToldWithThoseThatAre) {
  const auto aura = Complaints("deepgram: {speak: {model: nobody}}");
  EXPECT_THAT(aura, HasSubstr("speech.deepgram.speak.model must be a voice of Deepgram's Aura"));
  EXPECT_THAT(aura, HasSubstr("aura-2-thalia-en"));
  EXPECT_THAT(Complaints("deepgram: {speak: {models: {es: nobody}}}"),
              HasSubstr("speech.deepgram.speak.models.es must be"));
  const std::string openai = "tts: openai, openai: {api_key: k, speech: {model: tts-1, voice: ";
  EXPECT_THAT(Complaints(openai + "nobody}}"), HasSubstr("alloy, ash"));
  EXPECT_EQ(Complaints(openai + "alloy}}"), "");
  EXPECT_EQ(Complaints(openai + "voice_123}}"), "");
  EXPECT_THAT(Complaints(openai + "alloy, instructions: Calmly.}}"), HasSubstr("takes none"));
  EXPECT_EQ(Complaints("tts: openai, openai: {api_url: 'http://127.0.0.1:8880', speech: {model: "
                       "kokoro, voice: af_bella}}"),
            "")
      << "a server of one's own has voices of its own, and asks for no key";
  EXPECT_THAT(Complaints("azure: {voice: Madhur}"), HasSubstr("hi-IN-MadhurNeural"));
  EXPECT_EQ(Complaints("elevenlabs: {model: eleven_v4}"), "");
  EXPECT_EQ(Complaints("deepgram: {speak: {model: flux-alexis-en}}"), "");
}

/// The names of the sources.
TEST(VoiceSettings, TheEnvironmentNamesThem) {
  const auto eleven = LoadSpeech(
      "", "TTS_DEFAULT_PROVIDER=elevenlabs\nELEVENLABS_API_KEY=geheim\nELEVENLABS_VOICE_ID=abc1\n");
  EXPECT_EQ(ComplaintsOf(eleven), "");
  EXPECT_THAT(eleven.settings.speech.tts.words, ElementsAre("elevenlabs"));
  EXPECT_EQ(eleven.settings.speech.elevenlabs.api_key, Secret("geheim"));
  EXPECT_EQ(eleven.settings.speech.elevenlabs.voice, "abc1");
  EXPECT_THAT(ShowSettingsText(eleven), Not(HasSubstr("geheim")));
  const auto azure =
      LoadSpeech("azure: {voice: hi-IN-MadhurNeural}",
                 "TTS_DEFAULT_PROVIDER=azure\nAZURE_SPEECH_KEY=geheim\nAZURE_SPEECH_REGION="
                 "centralindia\n");
  EXPECT_EQ(ComplaintsOf(azure), "");
  EXPECT_EQ(azure.settings.speech.azure.region, "centralindia");
  EXPECT_THAT(LoadSpeech("", "TTS_DEFAULT_PROVIDER=browser\n").settings.speech.tts.words,
              ElementsAre("auto"));
}

TEST(VoiceSettings, AKeyInClearTextIsToldOf) {
  const auto loaded = LoadSpeech(
      "tts: azure, azure: {api_key: k, api_url: 'http://10.0.0.5:5000', voice: en-US-AvaNeural}");
  EXPECT_EQ(ComplaintsOf(loaded), "");
  const auto exposures = CheckExposure(loaded);
  ASSERT_EQ(exposures.size(), 1U);
  EXPECT_THAT(exposures[0].text, HasSubstr("speech.azure.api_url"));
}

}  // namespace
}  // namespace tocsin::compose
