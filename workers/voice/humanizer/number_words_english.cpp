#include <array>

#include "workers/voice/humanizer/number_words.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kEnglishSmall[] = {
    "zero",          "one",          "two",         "three",       "four",
    "five",          "six",          "seven",       "eight",       "nine",
    "ten",           "eleven",       "twelve",      "thirteen",    "fourteen",
    "fifteen",       "sixteen",      "seventeen",   "eighteen",    "nineteen",
#define TENS(ten)                                                                                \
  ten, ten "-one", ten "-two", ten "-three", ten "-four", ten "-five", ten "-six", ten "-seven", \
      ten "-eight", ten "-nine"
    TENS("twenty"),  TENS("thirty"), TENS("forty"), TENS("fifty"), TENS("sixty"),
    TENS("seventy"), TENS("eighty"), TENS("ninety")
#undef TENS
};
static_assert(std::size(kEnglishSmall) == 100);

std::string EnglishHundreds(std::uint64_t number) {
  std::string text = std::string(kEnglishSmall[number / 100]) + " hundred";
  if (number % 100 != 0) text += " " + std::string(kEnglishSmall[number % 100]);
  return text;
}

constexpr NumberWords::Scale kEnglishScales[] = {{1'000'000'000'000, "trillion", "trillion", false},
                                                 {1'000'000'000, "billion", "billion", false},
                                                 {1'000'000, "million", "million", false},
                                                 {1'000, "thousand", "thousand", false}};
constexpr Currency kEnglishCurrencies[] = {{"$", "dollar", "dollars", "cent", "cents"},
                                           {"\u20ac", "euro", "euros", "cent", "cents"},
                                           {"\u00a3", "pound", "pounds", "penny", "pence"},
                                           {"\u20b9", "rupee", "rupees", "paisa", "paise"}};
constexpr NumberWords kEnglishNumberWords = {
    "en",      kEnglishSmall, EnglishHundreds, kEnglishScales,    "point", "minus",
    "percent", "to",          "and",           kEnglishCurrencies};

}  // namespace

const NumberWords& EnglishNumberWords() { return kEnglishNumberWords; }

}  // namespace tocsin::voice
