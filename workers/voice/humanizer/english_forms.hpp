#pragma once

#include <span>
#include <string_view>

namespace tocsin::voice {

/// What is written and how it is said.
struct SpokenForm {
  std::string_view written, said;
};
/// A unit behind a number.
struct SpokenUnit {
  std::string_view written, one, many;
};

/// How English says what is written; words are found whole and by their case.
std::span<const SpokenForm> EnglishAbbreviations();   ///< "e.g."
std::span<const SpokenForm> EnglishPronunciations();  ///< "nginx": respelled for engines' ears
std::span<const SpokenForm> EnglishContractions();    ///< lower case: "do not"
std::span<const SpokenForm> EnglishSymbols();         ///< "&"
std::span<const SpokenUnit> EnglishUnits();
std::span<const std::string_view> EnglishOrdinals();  ///< 0 to 31
std::span<const std::string_view> EnglishMonthNames();
std::span<const std::string_view> EnglishFillers();    ///< may open an answer
std::span<const std::string_view> EnglishGreetings();  ///< a name may follow: "thanks"

}  // namespace tocsin::voice
