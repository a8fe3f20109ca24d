#include "workers/settings/language_models.hpp"

#include <gmock/gmock.h>

#include "workers/settings/settings.hpp"

namespace tocsin::compose {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

LoadedSettings LoadLanguage(std::string yaml, std::string dotenv = "") {
  return LoadSettings({.file_text = std::move(yaml), .dotenv_text = std::move(dotenv)});
}
std::string FaultsOf(const LoadedSettings& loaded) {
  std::string out;
  for (const auto& finding : loaded.findings) out += FormatFinding(finding) + '\n';
  return out;
}
std::vector<std::string> LabelsOf(const LoadedSettings& loaded) {
  std::vector<std::string> labels;
  for (const auto& choice : ModelsInOrder(loaded.settings.language)) labels.push_back(choice.label);
  return labels;
}

TEST(ModelsInOrder, ChatIsTheFirstThenGroqThenTheFallbacks) {
  const auto loaded = LoadLanguage(
      "language:\n  chat: {url: 'http://127.0.0.1:8001'}\n"
      "  groq: {api_key: k, model: some-model, streams: 3}\n"
      "  fallbacks:\n  - {name: local, url: 'http://127.0.0.1:8002', model: m}\n"
      "  - {url: 'http://127.0.0.1:8003/v1'}\n");
  EXPECT_EQ(FaultsOf(loaded), "");
  EXPECT_THAT(LabelsOf(loaded), ElementsAre("chat", "groq", "local", "127.0.0.1:8003"));
  const auto models = ModelsInOrder(loaded.settings.language);
  EXPECT_EQ(models[1].url, "https://api.groq.com/openai/v1");
  EXPECT_EQ(models[1].streams, 3);
  EXPECT_EQ(models[3].setting, "language.fallbacks[1]");
  EXPECT_THAT(LabelsOf(LoadLanguage("")), ElementsAre());
}

TEST(ModelsInOrder, AKeyOfGroqIsEnoughWithAModel) {
  const auto loaded = LoadLanguage("", "GROQ_API_KEY=gsk_1\nLLM_MODEL=some-model\n");
  EXPECT_EQ(FaultsOf(loaded), "");
  const auto models = ModelsInOrder(loaded.settings.language);
  ASSERT_EQ(models.size(), 1U);
  EXPECT_EQ(models[0].api_key.Reveal(), "gsk_1");
  EXPECT_EQ(models[0].model, "some-model");
}

TEST(ModelsInOrder, AKeyOfGroqGoesToNobodyElse) {
  const auto loaded =
      LoadLanguage("", "LLM_ENGINE_URL=http://127.0.0.1:8001\nGROQ_API_KEY=gsk_1\n");
  EXPECT_EQ(FaultsOf(loaded), "");
  const auto models = ModelsInOrder(loaded.settings.language);
  ASSERT_EQ(models.size(), 1U) << "it names no model of Groq's";
  EXPECT_TRUE(models[0].api_key.Empty());
}

TEST(ModelsInOrder, AServiceOfManyModelsNeedsTheNameOfOne) {
  EXPECT_THAT(FaultsOf(LoadLanguage("", "GROQ_API_KEY=gsk_1\n")),
              HasSubstr(".env: error: language.groq.model is missing: Groq has many models, and "
                        "none of them is ours to choose; name one, such as "
                        "llama-3.3-70b-versatile, there or as LLM_MODEL"));
  EXPECT_THAT(FaultsOf(LoadLanguage(
                  "language: {chat: {url: 'https://api.openai.com/v1', api_key: sk-1}}\n")),
              HasSubstr("language.chat.model is missing: OpenAI has many models"));
  EXPECT_THAT(FaultsOf(LoadLanguage("language:\n  fallbacks: [{url: 'https://api.groq.com'}]\n")),
              HasSubstr("language.fallbacks[0].model is missing: Groq has many"));
  EXPECT_THAT(
      FaultsOf(LoadLanguage("language: {groq: {api_key: k, api_url: 'http://127.0.0.1:1'}}")),
      HasSubstr("language.groq.model is missing"));
  EXPECT_THAT(FaultsOf(LoadLanguage("language:\n  fallbacks: [{model: m}]\n")), HasSubstr("url"));
}

}  // namespace
}  // namespace tocsin::compose
