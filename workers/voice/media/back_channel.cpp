#include "workers/voice/media/back_channel.hpp"

#include <algorithm>
#include <array>

#include "schemas/letter_case.hpp"

namespace tocsin::voice {
namespace {

constexpr std::array<std::string_view, 38> kListeningWords = {
    "uh",   "huh",   "uhhuh",   "mm",   "mmm",   "mhm",  "hm",   "hmm", "mmhmm", "aha",
    "ah",   "oh",    "okay",    "ok",   "yeah",  "yep",  "yes",  "yup", "right", "sure",
    "i",    "see",   "alright", "ja",   "genau", "klar", "gut",  "aha", "si",    "sí",
    "vale", "claro", "bueno",   "haan", "हाँ",    "हां",   "अच्छा", "ठीक"};

/// In lower case, without punctuation, words between single spaces.
std::string PlainWords(std::string_view text) {
  std::string plain;
  for (const char c : LowerCase(text)) {
    if (c == '\'' || c == '-') continue;
    const bool part =
        static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (part) {
      plain += c;
    } else if (!plain.empty() && plain.back() != ' ') {
      plain += ' ';
    }
  }
  while (!plain.empty() && plain.back() == ' ') plain.pop_back();
  return plain;
}

}  // namespace

bool OnlyListens(std::string_view said, const std::vector<std::string>& phrases) {
  const std::string words = PlainWords(said);
  if (words.empty()) return false;
  for (const auto& phrase : phrases)
    if (PlainWords(phrase) == words) return false;
  std::string_view rest = words;
  while (!rest.empty()) {
    const auto end = std::min(rest.find(' '), rest.size());
    if (std::ranges::find(kListeningWords, rest.substr(0, end)) == kListeningWords.end())
      return false;
    rest.remove_prefix(std::min(end + 1, rest.size()));
  }
  return true;
}

}  // namespace tocsin::voice
