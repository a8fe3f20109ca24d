#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::voice {

/// A currency by its sign and how an amount of it is said.
struct Currency {
  std::string_view sign;  ///< "$"
  std::string_view one, many;
  std::string_view cent, cents;
};

/// How a language says numbers and money: one file of data each, number_words_LANGUAGE.cpp.
struct NumberWords {
  std::string_view code;                    ///< "en"
  std::span<const std::string_view> small;  ///< 0 to 99, each whole
  std::string (*hundreds)(std::uint64_t);   ///< 100 to 999, each whole
  struct Scale {
    std::uint64_t value;
    std::string_view one, many;  ///< "mil" alone, "mil" behind a number; "un millón", "millones"
    bool one_is_whole;           ///< `one` holds the number itself
  };
  std::span<const Scale> scales;  ///< from the largest
  std::string_view point, minus, percent, to, and_cents;
  std::span<const Currency> currencies;
  bool one_shortens;  ///< "uno" before a noun is "un"
};

/// Null where the language has no table.
const NumberWords* NumberWordsOf(std::string_view tag);
const NumberWords& EnglishNumberWords();
const NumberWords& SpanishNumberWords();
const NumberWords& HindiNumberWords();

/// "forty-two"; below 10^15, larger ones digit by digit.
std::string InWords(const NumberWords& words, std::uint64_t number);
/// Digits one by one: "four two". What is no digit is left out.
std::string DigitsInWords(const NumberWords& words, std::string_view digits);
/// An amount as written without separators, "8000" or "12.50": "eight thousand dollars".
std::string MoneyInWords(const NumberWords& words, const Currency& currency,
                         std::string_view amount);
/// "1.5": "one point five".
std::string DecimalInWords(const NumberWords& words, std::string_view number);

}  // namespace tocsin::voice
