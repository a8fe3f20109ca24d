#include <array>

#include "workers/voice/humanizer/number_words.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kGermanSmall[] = {
    "null",          "eins",          "zwei",          "drei",          "vier",
    "fünf",          "sechs",         "sieben",        "acht",          "neun",
    "zehn",          "elf",           "zwölf",         "dreizehn",      "vierzehn",
    "fünfzehn",      "sechzehn",      "siebzehn",      "achtzehn",      "neunzehn",
#define TENS(ten)                                                                                \
  ten, "einund" ten, "zweiund" ten, "dreiund" ten, "vierund" ten, "fünfund" ten, "sechsund" ten, \
      "siebenund" ten, "achtund" ten, "neunund" ten
    TENS("zwanzig"), TENS("dreißig"), TENS("vierzig"), TENS("fünfzig"), TENS("sechzig"),
    TENS("siebzig"), TENS("achtzig"), TENS("neunzig")
#undef TENS
};
static_assert(std::size(kGermanSmall) == 100);

/// "ein" where more follows: "einhundert", "einundzwanzigtausend".
std::string GermanFront(std::uint64_t number) {
  return number == 1 ? "ein" : std::string(kGermanSmall[number]);
}

/// Below a million all is one word.
std::string GermanHundreds(std::uint64_t number) {
  std::string text;
  if (const auto thousands = number / 1000; thousands > 0) {
    if (thousands >= 100) {
      text = GermanFront(thousands / 100) + "hundert";
      if (thousands % 100 > 0) text += GermanFront(thousands % 100);
    } else {
      text = GermanFront(thousands);
    }
    text += "tausend";
  }
  if (const auto hundreds = number % 1000 / 100; hundreds > 0)
    text += GermanFront(hundreds) + "hundert";
  if (number % 100 > 0) text += kGermanSmall[number % 100];
  return text;
}

std::string GermanBeforeNoun(std::string text, bool feminine) {
  if (text.ends_with("eins")) text.back() = 'e';
  if (!feminine && text.ends_with("eine")) text.pop_back();
  return text;
}

constexpr NumberWords::Scale kGermanScales[] = {
    {1'000'000'000'000, "eine Billion", "Billionen", true, true},
    {1'000'000'000, "eine Milliarde", "Milliarden", true, true},
    {1'000'000, "eine Million", "Millionen", true, true}};
constexpr Currency kGermanCurrencies[] = {{"$", "Dollar", "Dollar", "Cent", "Cent"},
                                          {"\u20ac", "Euro", "Euro", "Cent", "Cent"},
                                          {"\u00a3", "Pfund", "Pfund", "Penny", "Pence"},
                                          {"\u20b9", "Rupie", "Rupien", "Paisa", "Paisa", true}};
constexpr NumberWords kGermanNumberWords = {
    .code = "de",
    .small = kGermanSmall,
    .hundreds = GermanHundreds,
    .scales = kGermanScales,
    .point = "Komma",
    .minus = "minus",
    .percent = "Prozent",
    .to = "bis",
    .and_cents = "und",
    .currencies = kGermanCurrencies,
    .before_noun = GermanBeforeNoun,
};

}  // namespace

const NumberWords& GermanNumberWords() { return kGermanNumberWords; }

}  // namespace tocsin::voice
