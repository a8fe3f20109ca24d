#include "workers/settings/validate_realtime.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "workers/settings/language_models.hpp"
#include "workers/settings/validate.hpp"

namespace tocsin::compose {
namespace {

/// Of https://platform.openai.com/docs/api-reference/realtime; fewer than those of speech.
constexpr std::array<std::string_view, 10> kRealtimeVoices = {
    "alloy", "ash", "ballad", "cedar", "coral", "echo", "marin", "sage", "shimmer", "verse"};

bool AtOpenAiItself(const RealtimeSettings& realtime) {
  std::string_view host = realtime.api_url;
  if (const auto begin = host.find("://"); begin != std::string_view::npos)
    host.remove_prefix(begin + 3);
  host = host.substr(0, host.find_first_of("/:?"));
  return host == "api.openai.com" || host.ends_with(".api.openai.com");
}

/// What is wrong with the voice; empty: nothing, or not ours to know.
std::string WrongVoice(const RealtimeSettings& realtime) {
  const auto& voice = realtime.voice;
  if (voice.empty() || voice.starts_with("voice_") || !AtOpenAiItself(realtime) ||
      std::ranges::find(kRealtimeVoices, voice) != kRealtimeVoices.end())
    return {};
  std::string text = "language.realtime.voice must be a voice of OpenAI Realtime:";
  for (const auto name : kRealtimeVoices)
    text.append(name == kRealtimeVoices.front() ? " " : ", ").append(name);
  return text + "; or the id of one of the account's own, voice_...";
}

}  // namespace

Secret RealtimeKey(const OpenAiSettings& openai, const RealtimeSettings& realtime) {
  if (!realtime.api_key.Empty() || !AtOpenAiItself(realtime)) return realtime.api_key;
  return openai.api_key;
}

std::string LacksOfRealtime(const Settings& settings) {
  const auto& realtime = settings.language.realtime;
  if (realtime.model.empty())
    return "language.realtime.model is missing: none is ours to choose; name one, such as "
           "gpt-realtime, there or as OPENAI_REALTIME_MODEL";
  if (AtOpenAiItself(realtime) && RealtimeKey(settings.speech.openai, realtime).Empty())
    return "language.realtime.api_key is missing: set it, such as "
           "'${file:/run/secrets/openai_api_key}', or OPENAI_API_KEY in .env";
  return {};
}

void ValidateRealtime(LoadedSettings& loaded) {
  const auto complain = [&](std::string_view path, std::string text) {
    loaded.findings.push_back(FindingAt(loaded, path, Finding::Level::kError, std::move(text)));
  };
  const auto lacks = LacksOfRealtime(loaded.settings);
  const std::string missing = lacks.substr(0, lacks.find(' '));
  // Of whoever sets one of these, the rest is missing. What is there but wrong has its finding
  // already.
  for (const auto* path : {"language.realtime.model", "language.realtime.api_key",
                           "language.realtime.voice", "language.realtime.transcription"}) {
    if (lacks.empty() || !loaded.origins.contains(path) || loaded.origins.contains(missing))
      continue;
    complain(path, lacks);
    break;
  }
  // An address that is given but wrong has its finding already.
  if (lacks.empty() && loaded.origins.contains("language.realtime.model") &&
      ModelsInOrder(loaded.settings.language).empty() &&
      loaded.settings.language.fallbacks.empty() && !loaded.origins.contains("language.chat.url"))
    loaded.findings.push_back(
        FindingAt(loaded, "language.realtime.model", Finding::Level::kWarning,
                  "language.realtime leads no conversation without a language model "
                  "(language.chat.url, language.groq or language.fallbacks), which goes on where "
                  "the service fails, and sums the call up"));
  if (auto wrong = WrongVoice(loaded.settings.language.realtime); !wrong.empty())
    complain("language.realtime.voice", std::move(wrong));
}

}  // namespace tocsin::compose
