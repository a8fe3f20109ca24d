#include "workers/settings/validate_voices.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "schemas/voice_names.hpp"
#include "workers/settings/validate.hpp"

namespace tocsin::compose {
namespace {

constexpr std::string_view kWhoSpeaks = "speech.tts";

void Complain(LoadedSettings& loaded, std::string_view path, std::string text) {
  loaded.findings.push_back(FindingAt(loaded, path, Finding::Level::kError, std::move(text)));
}

/// A setting that a voice cannot do without.
struct VoiceNeed {
  bool given;
  std::string path;
  std::string_view example;
  std::string_view variable = {};
};

void ValidateNeeds(LoadedSettings& loaded, const std::string& word,
                   std::initializer_list<VoiceNeed> needs) {
  for (const auto& need : needs) {
    // A value that is there but wrong has its finding already.
    if (need.given || loaded.origins.contains(need.path)) continue;
    std::string text =
        "speech.tts: " + word + " needs " + need.path + ", such as " + std::string(need.example);
    if (!need.variable.empty()) text += ", or " + std::string(need.variable) + " in .env";
    Complain(loaded, kWhoSpeaks, std::move(text));
  }
}

bool AtOpenAi(const OpenAiSettings& openai) {
  return openai.api_url.find("api.openai.com") != std::string::npos;
}

void ValidateOpenAi(LoadedSettings& loaded) {
  const auto& openai = loaded.settings.speech.openai;
  ValidateNeeds(loaded, "openai",
                {{!openai.api_key.Empty() || !AtOpenAi(openai), "speech.openai.api_key",
                  "'${file:/run/secrets/openai_api_key}'", "OPENAI_API_KEY"},
                 {!openai.speech.model.empty(), "speech.openai.speech.model", "gpt-4o-mini-tts"},
                 {!openai.speech.voice.empty(), "speech.openai.speech.voice", "marin"}});
  const auto check = [&](const std::string& path, const std::string& voice) {
    // One of the account's own, or of another server, is not ours to know.
    if (voice.empty() || voice.starts_with("voice_") || !AtOpenAi(openai)) return;
    if (auto wrong = CheckOpenAiVoice(voice); !wrong.empty())
      Complain(loaded, path, path + " " + std::move(wrong));
  };
  check("speech.openai.speech.voice", openai.speech.voice);
  for (const auto& [language, voice] : openai.speech.voices)
    check("speech.openai.speech.voices." + language, voice);
  if (openai.speech.model.starts_with("tts-1") && !openai.speech.instructions.empty())
    Complain(loaded, "speech.openai.speech.instructions",
             "speech.openai.speech.instructions: " + openai.speech.model +
                 " takes none; gpt-4o-mini-tts does");
}

void ValidateVoice(LoadedSettings& loaded, const std::string& word) {
  const auto& speech = loaded.settings.speech;
  if (word == "deepgram")
    ValidateNeeds(loaded, word,
                  {{!speech.deepgram.api_key.Empty(), "speech.deepgram.api_key",
                    "'${file:/run/secrets/deepgram_api_key}'", "DEEPGRAM_API_KEY"},
                   {!speech.deepgram.speak.model.empty(), "speech.deepgram.speak.model",
                    "aura-2-thalia-en"}});
  if (word == "elevenlabs")
    ValidateNeeds(loaded, word,
                  {{!speech.elevenlabs.api_key.Empty(), "speech.elevenlabs.api_key",
                    "'${file:/run/secrets/elevenlabs_api_key}'", "ELEVENLABS_API_KEY"},
                   {!speech.elevenlabs.voice.empty(), "speech.elevenlabs.voice",
                    "JBFqnCBsd6RMkjVDRZzb", "ELEVENLABS_VOICE_ID"}});
  if (word == "azure")
    ValidateNeeds(loaded, word,
                  {{!speech.azure.api_key.Empty(), "speech.azure.api_key",
                    "'${file:/run/secrets/azure_speech_key}'", "AZURE_SPEECH_KEY"},
                   {!speech.azure.region.empty() || !speech.azure.api_url.empty(),
                    "speech.azure.region", "centralindia", "AZURE_SPEECH_REGION"},
                   {!speech.azure.voice.empty(), "speech.azure.voice", "en-US-AvaNeural"}});
  if (word == "openai") ValidateOpenAi(loaded);
}

}  // namespace

void ValidateVoices(LoadedSettings& loaded) {
  const auto words = loaded.settings.speech.tts.words;
  std::set<std::string_view> seen;
  for (const auto& word : words) {
    if (!seen.insert(word).second)
      Complain(loaded, kWhoSpeaks, "speech.tts names " + word + " twice");
    if (words.size() > 1 && (word == "auto" || word == "carrier"))
      Complain(loaded, kWhoSpeaks,
               "speech.tts: " + word +
                   " stands alone; an order names voices, such as [deepgram, "
                   "festival]");
    ValidateVoice(loaded, word);
  }
}

}  // namespace tocsin::compose
