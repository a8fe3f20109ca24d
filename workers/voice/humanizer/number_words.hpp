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
  bool feminine = false;  ///< "zwei Rupien", "una libra": how the number before it ends
};

/// How a language says numbers and money: one file of data each, number_words_LANGUAGE.cpp.
struct NumberWords {
  std::string_view code;                    ///< "en"
  std::span<const std::string_view> small;  ///< 0 to 99, each whole
  std::string (*hundreds)(std::uint64_t);   ///< 100 up to the smallest scale, each whole
  struct Scale {
    std::uint64_t value;
    std::string_view one, many;  ///< "mil" alone, "mil" behind a number; "un millón", "millones"
    bool one_is_whole;           ///< `one` holds the number itself
    bool feminine = false;       ///< "eine Million"
  };
  std::span<const Scale> scales;  ///< from the largest
  std::string_view point, minus, percent, to, and_cents;
  std::span<const Currency> currencies;
  /// A number that stands before a noun: "uno" is "un", "eins" is "eine". Null: it stays.
  std::string (*before_noun)(std::string counted, bool feminine) = nullptr;
  std::string_view of_millions = {};  ///< between whole millions and a noun: "de"
  std::string_view comma = {};        ///< where it is written so: "coma"; empty: `point` for both
};

/// Null where the language has no table.
const NumberWords* NumberWordsOf(std::string_view tag);
const NumberWords& EnglishNumberWords();
const NumberWords& GermanNumberWords();
const NumberWords& SpanishNumberWords();
const NumberWords& HindiNumberWords();

/// "forty-two"; below 10^15, larger ones digit by digit.
std::string InWords(const NumberWords& words, std::uint64_t number);
/// The same before a noun: "veintiún", "eine".
std::string CountInWords(const NumberWords& words, std::uint64_t number, bool feminine);
/// Digits one by one: "four two". What is no digit is left out.
std::string DigitsInWords(const NumberWords& words, std::string_view digits);
/// An amount as written without separators, "8000" or "12.50": "eight thousand dollars".
std::string MoneyInWords(const NumberWords& words, const Currency& currency,
                         std::string_view amount);
/// "1.5": "one point five"; "1,5" of a language that has `comma`: "uno coma cinco".
std::string DecimalInWords(const NumberWords& words, std::string_view number);
/// The same before a noun where it is whole: "1" is "un", "1.5" stays.
std::string AmountInWords(const NumberWords& words, std::string_view number, bool feminine);

}  // namespace tocsin::voice
