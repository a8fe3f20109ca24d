#include "schemas/voice_names.hpp"

#include <algorithm>
#include <array>

namespace tocsin {
namespace {

/// https://developers.deepgram.com/docs/tts-models: Aura-2, and behind it what is left of the first
/// Aura, so that a short name is Aura-2's where both have it.
constexpr auto kAuraVoices = std::to_array<std::string_view>(
    {"aura-2-amalthea-en", "aura-2-andromeda-en", "aura-2-apollo-en",   "aura-2-arcas-en",
     "aura-2-aries-en",    "aura-2-asteria-en",   "aura-2-athena-en",   "aura-2-atlas-en",
     "aura-2-aurora-en",   "aura-2-callista-en",  "aura-2-cora-en",     "aura-2-cordelia-en",
     "aura-2-delia-en",    "aura-2-draco-en",     "aura-2-electra-en",  "aura-2-harmonia-en",
     "aura-2-helena-en",   "aura-2-hera-en",      "aura-2-hermes-en",   "aura-2-hyperion-en",
     "aura-2-iris-en",     "aura-2-janus-en",     "aura-2-juno-en",     "aura-2-jupiter-en",
     "aura-2-luna-en",     "aura-2-mars-en",      "aura-2-minerva-en",  "aura-2-neptune-en",
     "aura-2-odysseus-en", "aura-2-ophelia-en",   "aura-2-orion-en",    "aura-2-orpheus-en",
     "aura-2-pandora-en",  "aura-2-phoebe-en",    "aura-2-pluto-en",    "aura-2-saturn-en",
     "aura-2-selene-en",   "aura-2-thalia-en",    "aura-2-theia-en",    "aura-2-vesta-en",
     "aura-2-zeus-en",     "aura-2-agustina-es",  "aura-2-alvaro-es",   "aura-2-antonia-es",
     "aura-2-aquila-es",   "aura-2-carina-es",    "aura-2-celeste-es",  "aura-2-diana-es",
     "aura-2-estrella-es", "aura-2-gloria-es",    "aura-2-javier-es",   "aura-2-luciano-es",
     "aura-2-nestor-es",   "aura-2-olivia-es",    "aura-2-selena-es",   "aura-2-silvia-es",
     "aura-2-sirio-es",    "aura-2-valerio-es",   "aura-2-aurelia-de",  "aura-2-elara-de",
     "aura-2-fabian-de",   "aura-2-julius-de",    "aura-2-kara-de",     "aura-2-lara-de",
     "aura-2-viktoria-de", "aura-2-beatrix-nl",   "aura-2-cornelia-nl", "aura-2-daphne-nl",
     "aura-2-hestia-nl",   "aura-2-lars-nl",      "aura-2-leda-nl",     "aura-2-rhea-nl",
     "aura-2-roman-nl",    "aura-2-sander-nl",    "aura-2-agathe-fr",   "aura-2-hector-fr",
     "aura-2-cesare-it",   "aura-2-cinzia-it",    "aura-2-demetra-it",  "aura-2-dionisio-it",
     "aura-2-elio-it",     "aura-2-flavio-it",    "aura-2-livia-it",    "aura-2-maia-it",
     "aura-2-melia-it",    "aura-2-ama-ja",       "aura-2-ebisu-ja",    "aura-2-fujin-ja",
     "aura-2-izanami-ja",  "aura-2-uzume-ja",     "aura-angus-en",      "aura-arcas-en",
     "aura-asteria-en",    "aura-athena-en",      "aura-helios-en",     "aura-hera-en",
     "aura-luna-en",       "aura-orion-en",       "aura-orpheus-en",    "aura-perseus-en",
     "aura-stella-en",     "aura-zeus-en"});

/// https://platform.openai.com/docs/guides/text-to-speech
constexpr auto kOpenAiVoices =
    std::to_array<std::string_view>({"alloy", "ash", "ballad", "cedar", "coral", "echo", "fable",
                                     "marin", "nova", "onyx", "sage", "shimmer", "verse"});

constexpr std::string_view kAura2 = "aura-2-", kAura1 = "aura-";

/// "thalia" of "aura-2-thalia-en".
std::string_view ShortName(std::string_view voice) {
  voice.remove_prefix(voice.starts_with(kAura2) ? kAura2.size() : kAura1.size());
  return voice.substr(0, voice.rfind('-'));
}

template <class List>
std::string Listed(const List& list) {
  std::string text;
  for (const auto name : list) text.append(text.empty() ? "" : ", ").append(name);
  return text;
}

bool IsLetterOrDigit(char c) {
  const char low = static_cast<char>(c | 0x20);
  return (c >= '0' && c <= '9') || (low >= 'a' && low <= 'z');
}

}  // namespace

std::string_view AuraVoice(std::string_view name) {
  for (const auto voice : kAuraVoices)
    if (voice == name || ShortName(voice) == name) return voice;
  return {};
}

std::string CheckAuraVoice(std::string_view name) {
  if (!AuraVoice(name).empty()) return {};
  return "must be a voice of Deepgram's Aura: " + Listed(kAuraVoices) +
         ", or the short name of one (thalia)";
}

std::string_view AuraLanguage(std::string_view voice) { return voice.substr(voice.rfind('-') + 1); }

std::string CheckOpenAiVoice(std::string_view name) {
  if (std::ranges::find(kOpenAiVoices, name) != kOpenAiVoices.end()) return {};
  return "must be a voice of OpenAI: " + Listed(kOpenAiVoices);
}

std::string CheckAzureVoice(std::string_view name) {
  const auto country = name.find('-');
  const bool formed =
      name.size() <= 100 && (country == 2 || country == 3) &&
      name.find('-', country + 1) != std::string_view::npos && name.ends_with("Neural") &&
      std::ranges::all_of(name, [](char c) { return IsLetterOrDigit(c) || c == '-' || c == ':'; });
  if (formed) return {};
  return "must be the name of a neural voice of Azure: hi-IN-MadhurNeural, en-US-AvaNeural "
         "(https://YOUR_REGION.tts.speech.microsoft.com/cognitiveservices/voices/list has all)";
}

std::string_view AzureLanguage(std::string_view voice) { return voice.substr(0, voice.find('-')); }

bool IsFluxVoice(std::string_view name) {
  constexpr std::string_view kKind = "flux-";
  if (!name.starts_with(kKind) || name.size() > 64) return false;
  const auto rest = name.substr(kKind.size());
  const auto dash = rest.find('-');
  return dash != std::string_view::npos && dash > 0 && rest.size() == dash + 3 &&
         std::ranges::all_of(rest, [](char c) { return c == '-' || (c >= 'a' && c <= 'z'); });
}

std::string CheckDeepgramVoice(std::string_view name) {
  return IsFluxVoice(name) ? std::string() : CheckAuraVoice(name);
}

std::string CheckElevenLabsVoice(std::string_view id) {
  if (!id.empty() && id.size() <= 64 && std::ranges::all_of(id, IsLetterOrDigit)) return {};
  return "must be the id of a voice of ElevenLabs, letters and digits as its page has it: "
         "JBFqnCBsd6RMkjVDRZzb";
}

std::string CheckElevenLabsModel(std::string_view id) {
  const bool formed = !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
    return IsLetterOrDigit(c) || c == '_' || c == '-' || c == '.';
  });
  return formed ? "" : "must be the id of a model of ElevenLabs, such as eleven_flash_v2_5";
}

}  // namespace tocsin
