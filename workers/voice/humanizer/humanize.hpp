#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/lexicon.hpp"

namespace tocsin::voice {

/// More words make two sentences; an opener of one or two words before a comma is not counted.
inline constexpr std::size_t kMostWordsOfSentence = 11;
/// Of its rules: another one with each change of what is said, so that sound that was kept of the
/// former words is not played.
inline constexpr std::string_view kHumanizerVersion = "3";
/// What is longer is cut, with "..." in the place of the rest.
inline constexpr std::size_t kMostHumanizedBytes = 64 << 10;

struct HumanizedChange {
  std::string_view rule;  ///< "numbers"
  std::string before, after;
};

struct Humanized {
  std::string text;
  std::vector<HumanizedChange> changes = {};  ///< in the order in which they were made
};

/// Whether a text begins an answer, which may open with a filler.
enum class Opening { kAnswer, kWithin };

/// A written answer as it is said: numbers, money, times, codes, units and symbols as words,
/// contractions, short sentences, no mark-up and no emoji. Pure: the same text gives the same
/// words, and its own result stays as it is. Any bytes may come in; UTF-8 comes out. `language` is
/// a tag: English has every rule; German, Spanish and Hindi those for numbers, money, times, dates,
/// units, codes, abbreviations, symbols, mark-up and punctuation; every other one the last two.
/// Words of the lexicon stay as they are written: the voice is told how to say them.
Humanized Humanize(std::string_view text, std::string_view language,
                   Opening opening = Opening::kAnswer, const Pronunciations* lexicon = nullptr);

}  // namespace tocsin::voice
