#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::voice {

/// How many checks CheckNaturalness makes.
inline constexpr std::size_t kNaturalnessChecks = 7;
/// More are too many for the ear.
inline constexpr std::size_t kMostSentencesOfAnswer = 6;

struct NaturalnessCheck {
  std::string_view name;  ///< "Short Sentences"
  bool ok = true;
  std::string reason = {};  ///< why not; empty where `ok`
};

/// The seven checks of an English answer as it would be said, in the order of the guide.
std::vector<NaturalnessCheck> CheckNaturalness(std::string_view text);

/// How many sentences an answer has.
std::size_t SentencesIn(std::string_view text);

/// A table in Markdown: how many of these answers pass each check as they are written, and as they
/// are said in that language.
std::string NaturalnessTable(const std::vector<std::string>& answers, std::string_view language);

}  // namespace tocsin::voice
