#include "adapters/speech/voice_parts.hpp"

#include <algorithm>
#include <utility>

#include "adapters/speech/program_voice.hpp"
#include "schemas/plain_text.hpp"

namespace tocsin::speech {
namespace {

constexpr std::size_t kMostTextBytes = 8'000;
/// Speech has some fifteen characters a second, spelled digits three. An engine that goes on and on
/// has lost its way.
constexpr std::size_t kMostSeconds = 10;
constexpr std::size_t kMostMillisecondsACharacter = 400;
/// Of dots and dashes alone an engine makes nothing, or an error.
bool WorthAsking(std::string_view text) {
  return std::ranges::any_of(text, [](char c) {
    const char low = static_cast<char>(c | 0x20);
    return (c & 0x80) != 0 || (c >= '0' && c <= '9') || (low >= 'a' && low <= 'z');
  });
}

}  // namespace

std::size_t CharactersIn(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (c & 0xC0) != 0x80; }));
}

std::size_t MostSamples(std::string_view text) {
  return kLineRate * kMostSeconds +
         kLineRate * kMostMillisecondsACharacter * CharactersIn(text) / 1'000;
}

std::string SpokenText(std::string_view text) {
  std::string spoken = PlainText(text, kMostTextBytes);
  for (auto& c : spoken)
    if (std::string_view("<>[]{}|\\`").find(c) != std::string_view::npos) c = ' ';
  return spoken;
}

std::vector<VoicePart> VoiceParts(const SynthesizeSpeech& what, std::size_t longest) {
  std::vector<VoicePart> parts;
  for (auto& text : PartsOf(SpokenText(what.text), longest))
    if (WorthAsking(text)) parts.push_back({.text = std::move(text), .language = what.language});
  for (std::size_t i = 1; i < parts.size(); ++i) {
    parts[i].before = parts[i - 1].text;
    parts[i - 1].behind = parts[i].text;
  }
  return parts;
}

}  // namespace tocsin::speech
