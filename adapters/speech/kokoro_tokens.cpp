#include "adapters/speech/kokoro_tokens.hpp"

#include <algorithm>
#include <cctype>
#include <iterator>
#include <utility>

#include "schemas/trimmed.hpp"

namespace tocsin::speech {
namespace {

/// Of the network's vocabulary (config.json beside the weights), what English has, by code point.
struct Phoneme {
  char32_t sign;
  std::int64_t number;
};
constexpr Phoneme kKokoroVocabulary[] = {
    {U' ', 16},  {U'!', 5},   {U',', 3},   {U'.', 4},   {U':', 2},   {U';', 1},   {U'?', 6},
    {U'a', 43},  {U'b', 44},  {U'c', 45},  {U'd', 46},  {U'e', 47},  {U'f', 48},  {U'h', 50},
    {U'i', 51},  {U'j', 52},  {U'k', 53},  {U'l', 54},  {U'm', 55},  {U'n', 56},  {U'o', 57},
    {U'p', 58},  {U'q', 59},  {U'r', 60},  {U's', 61},  {U't', 62},  {U'u', 63},  {U'v', 64},
    {U'w', 65},  {U'x', 66},  {U'y', 67},  {U'z', 68},  {U'æ', 72},  {U'ç', 78},  {U'ð', 81},
    {U'ø', 116}, {U'ŋ', 112}, {U'œ', 120}, {U'ɐ', 70},  {U'ɑ', 69},  {U'ɒ', 71},  {U'ɔ', 76},
    {U'ɕ', 77},  {U'ə', 83},  {U'ɚ', 85},  {U'ɛ', 86},  {U'ɜ', 87},  {U'ɡ', 92},  {U'ɨ', 101},
    {U'ɪ', 102}, {U'ɯ', 110}, {U'ɲ', 114}, {U'ɹ', 123}, {U'ɾ', 125}, {U'ʁ', 128}, {U'ʃ', 131},
    {U'ʊ', 135}, {U'ʌ', 138}, {U'ʎ', 143}, {U'ʒ', 147}, {U'ʔ', 148}, {U'ʤ', 82},  {U'ʧ', 133},
    {U'ʰ', 162}, {U'ʲ', 164}, {U'ˈ', 156}, {U'ˌ', 157}, {U'ː', 158}, {U'β', 75},  {U'θ', 119},
    {U'χ', 142}, {U'ᵊ', 42},  {U'ᵻ', 177},
};

/// What espeak-ng writes otherwise than the network was taught.
constexpr std::pair<char32_t, char32_t> kKokoroWritten[] = {
    {U'r', U'ɹ'}, {U'x', U'k'}, {U'ɬ', U'l'}, {U'ʲ', U'j'}, {U'g', U'ɡ'}};

/// The code point there and its length in bytes; bytes that are none: a blank.
std::pair<char32_t, std::size_t> PointAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const std::size_t size = byte(0) < 0x80 ? 1 : byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
  if (size == 1) return {byte(0), 1};
  if (byte(0) < 0xC0 || at + size > text.size()) return {U' ', 1};
  char32_t point = byte(0) & (0xFFU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) point = point << 6U | (byte(i) & 0x3FU);
  return {point, size};
}

bool BetweenDigits(std::string_view text, std::size_t at) {
  const auto digit = [&](std::size_t i) {
    return i < text.size() && std::isdigit(static_cast<unsigned char>(text[i])) != 0;
  };
  return at > 0 && digit(at - 1) && digit(at + 1);
}

}  // namespace

std::vector<KokoroSection> KokoroSections(std::string_view text) {
  std::vector<KokoroSection> sections(1);
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    const auto byte = static_cast<unsigned char>(c);
    auto& words = sections.back().words;
    const bool mark = std::string_view(";:,.!?").find(c) != std::string_view::npos;
    if (!mark || BetweenDigits(text, at)) {
      words += byte >= 0x80 || std::isalnum(byte) != 0 || c == '\'' || mark ? c : ' ';
      continue;
    }
    const bool silent = words.find_first_not_of(' ') == std::string::npos;
    if (silent) continue;  // of several marks the first
    sections.back().mark = {c, ' '};
    sections.emplace_back();
  }
  if (sections.size() > 1 && sections.back().words.find_first_not_of(' ') == std::string::npos)
    sections.pop_back();
  return sections;
}

std::string KokoroPhonemes(const std::vector<KokoroSection>& sections, std::string_view lines) {
  std::vector<std::string> written;
  while (!lines.empty()) {
    const auto end = std::min(lines.find('\n'), lines.size());
    if (auto line = std::string(Trimmed(lines.substr(0, end), " \r")); !line.empty())
      written.push_back(std::move(line));
    lines.remove_prefix(std::min(end + 1, lines.size()));
  }
  std::string phonemes;
  const bool alike = written.size() == sections.size();
  for (std::size_t i = 0; i < written.size(); ++i)
    phonemes += written[i] + (alike ? sections[i].mark : i + 1 < written.size() ? " " : "");
  if (!alike && !sections.empty()) phonemes += sections.back().mark;
  while (phonemes.ends_with(' ')) phonemes.pop_back();
  return phonemes;
}

std::vector<std::int64_t> KokoroTokens(std::string_view phonemes) {
  std::vector<std::int64_t> tokens = {0};
  std::size_t at = 0;
  while (at < phonemes.size() && tokens.size() <= kMostKokoroTokens) {
    // "(en-us)": it took a word for one of another language.
    if (phonemes[at] == '(') {
      at = std::min(phonemes.find(')', at), phonemes.size() - 1) + 1;
      continue;
    }
    auto [sign, size] = PointAt(phonemes, at);
    at += size;
    for (const auto& [from, to] : kKokoroWritten)
      if (sign == from) {
        sign = to;
        break;
      }
    const auto* known = std::ranges::find(kKokoroVocabulary, sign, &Phoneme::sign);
    if (known != std::end(kKokoroVocabulary)) tokens.push_back(known->number);
  }
  tokens.push_back(0);
  return tokens;
}

}  // namespace tocsin::speech
