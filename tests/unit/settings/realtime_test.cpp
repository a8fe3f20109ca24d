#include <gmock/gmock.h>

#include <algorithm>

#include "workers/settings/validate_realtime.hpp"

namespace tocsin::compose {
namespace {

using testing::HasSubstr;

LoadedSettings LoadRealtime(std::string yaml, std::string dotenv = "") {
  return LoadSettings({.file_text = std::move(yaml), .dotenv_text = std::move(dotenv)});
}
std::string RealtimeFaults(const LoadedSettings& loaded) {
  std::string out;
  for (const auto& finding : loaded.findings)
    if (finding.level == Finding::Level::kError) out += FormatFinding(finding) + '\n';
  return out;
}
Secret KeyOf(const LoadedSettings& loaded) {
  return RealtimeKey(loaded.settings.speech.openai, loaded.settings.language.realtime);
}

TEST(RealtimeSettings, AModelAndTheKeyOfTheEnvironmentAreEnough) {
  const auto loaded = LoadRealtime("", "OPENAI_API_KEY=sk-1\nOPENAI_REALTIME_MODEL=a-model\n");
  EXPECT_EQ(RealtimeFaults(loaded), "");
  EXPECT_EQ(loaded.settings.language.realtime.model, "a-model");
  EXPECT_EQ(KeyOf(loaded).Reveal(), "sk-1");
  EXPECT_EQ(LacksOfRealtime(loaded.settings), "");
}

TEST(RealtimeSettings, WhoSetsNoneOfItHearsNothingOfIt) {
  EXPECT_EQ(RealtimeFaults(LoadRealtime("", "OPENAI_API_KEY=sk-1\n")), "");
  EXPECT_EQ(RealtimeFaults(LoadRealtime("")), "");
}

TEST(RealtimeSettings, AMissingModelIsNamedWithAnExample) {
  EXPECT_THAT(RealtimeFaults(LoadRealtime("language: {realtime: {api_key: sk-1, voice: marin}}")),
              HasSubstr("language.realtime.model is missing: none is ours to choose; name one, "
                        "such as gpt-realtime, there or as OPENAI_REALTIME_MODEL"));
}

TEST(RealtimeSettings, AMissingKeyIsNamedButOnlyForOpenAiItself) {
  EXPECT_THAT(RealtimeFaults(LoadRealtime("", "OPENAI_REALTIME_MODEL=a-model\n")),
              HasSubstr("language.realtime.api_key is missing"));
  const auto local = LoadRealtime("language: {realtime: {model: m, api_url: 'http://127.0.0.1:9'}}",
                                  "OPENAI_API_KEY=sk-1\n");
  EXPECT_EQ(RealtimeFaults(local), "");
  EXPECT_TRUE(KeyOf(local).Empty()) << "a key of OpenAI goes to nobody else";
  EXPECT_TRUE(KeyOf(LoadRealtime("language: {realtime: {api_url: 'https://a.b/api.openai.com'}}",
                                 "OPENAI_API_KEY=sk-1\n"))
                  .Empty());
}

TEST(RealtimeSettings, NoModelBesideItIsAWarning) {
  const auto warned = [](const std::string& more) {
    const auto loaded = LoadRealtime("language: {realtime: {model: m, api_key: k}" + more + "}");
    return std::ranges::any_of(loaded.findings, [](const Finding& finding) {
      return finding.level == Finding::Level::kWarning &&
             FormatFinding(finding).find("leads no conversation") != std::string::npos;
    });
  };
  EXPECT_TRUE(warned(""));
  EXPECT_FALSE(warned(", chat: {url: 'http://127.0.0.1:1/v1'}"));
  EXPECT_FALSE(warned(", groq: {api_key: k, model: m}"));
  EXPECT_FALSE(warned(", fallbacks: [{url: 'http://127.0.0.1:1/v1'}]"));
}

TEST(RealtimeSettings, AVoiceThatTheServiceLacksIsRefusedWithTheList) {
  const auto faults = [](const std::string& more) {
    return RealtimeFaults(
        LoadRealtime("language: {realtime: {model: m, api_key: k, " + more + "}}"));
  };
  EXPECT_THAT(faults("voice: nova"), HasSubstr("alloy, ash, ballad, cedar"));
  EXPECT_EQ(faults("voice: voice_123"), "");
  EXPECT_EQ(faults("voice: nova, api_url: 'https://other.example/v1'"), "");
  EXPECT_THAT(faults("threshold: 2"), HasSubstr("language.realtime.threshold"));
}

}  // namespace
}  // namespace tocsin::compose
