#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::speech {

/// What lies between the marks of a text that are heard, and the mark behind it.
struct KokoroSection {
  std::string words;  ///< without marks; may be empty
  std::string mark;   ///< ", " or ". ": as the network reads it; empty: the text ends
};
/// A text at its marks. Other signs than letters, digits and apostrophes are blanks.
std::vector<KokoroSection> KokoroSections(std::string_view text);

/// What espeak-ng writes of sections, a line each, with their marks. Where it wrote another number
/// of lines, all of them with the last mark.
std::string KokoroPhonemes(const std::vector<KokoroSection>& sections, std::string_view lines);

/// Numbers of the phonemes, as the network reads them: without those that it does not know, with
/// the 0 before and behind; at most kMostKokoroTokens of them.
std::vector<std::int64_t> KokoroTokens(std::string_view phonemes);
inline constexpr std::size_t kMostKokoroTokens = 510;

}  // namespace tocsin::speech
