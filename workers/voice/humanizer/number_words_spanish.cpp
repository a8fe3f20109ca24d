#include <array>

#include "workers/voice/humanizer/number_words.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kSpanishSmall[] = {"cero",
                                              "uno",
                                              "dos",
                                              "tres",
                                              "cuatro",
                                              "cinco",
                                              "seis",
                                              "siete",
                                              "ocho",
                                              "nueve",
                                              "diez",
                                              "once",
                                              "doce",
                                              "trece",
                                              "catorce",
                                              "quince",
                                              "dieciséis",
                                              "diecisiete",
                                              "dieciocho",
                                              "diecinueve",
                                              "veinte",
                                              "veintiuno",
                                              "veintidós",
                                              "veintitrés",
                                              "veinticuatro",
                                              "veinticinco",
                                              "veintiséis",
                                              "veintisiete",
                                              "veintiocho",
                                              "veintinueve",
#define TENS(ten)                                                                                 \
  ten, ten " y uno", ten " y dos", ten " y tres", ten " y cuatro", ten " y cinco", ten " y seis", \
      ten " y siete", ten " y ocho", ten " y nueve"
                                              TENS("treinta"),
                                              TENS("cuarenta"),
                                              TENS("cincuenta"),
                                              TENS("sesenta"),
                                              TENS("setenta"),
                                              TENS("ochenta"),
                                              TENS("noventa")
#undef TENS
};
static_assert(std::size(kSpanishSmall) == 100);
constexpr std::string_view kSpanishHundreds[] = {
    "",           "ciento",      "doscientos",  "trescientos", "cuatrocientos",
    "quinientos", "seiscientos", "setecientos", "ochocientos", "novecientos"};

std::string SpanishHundreds(std::uint64_t number) {
  if (number == 100) return "cien";
  std::string text(kSpanishHundreds[number / 100]);
  if (number % 100 != 0) text += " " + std::string(kSpanishSmall[number % 100]);
  return text;
}

constexpr NumberWords::Scale kSpanishScales[] = {{1'000'000'000'000, "un billón", "billones", true},
                                                 {1'000'000, "un millón", "millones", true},
                                                 {1'000, "mil", "mil", true}};
constexpr Currency kSpanishCurrencies[] = {{"$", "dólar", "dólares", "centavo", "centavos"},
                                           {"\u20ac", "euro", "euros", "céntimo", "céntimos"},
                                           {"\u00a3", "libra", "libras", "", "", true},
                                           {"\u20b9", "rupia", "rupias", "", "", true}};

/// "veintiuno dólares" is "veintiún dólares", "doscientos libras" is "doscientas libras".
std::string SpanishBeforeNoun(std::string text, bool feminine) {
  if (!feminine) {
    if (text.ends_with("veintiuno")) return text.substr(0, text.size() - 3) + "\u00fan";
    if (text == "uno" || text.ends_with(" uno")) text.pop_back();
    return text;
  }
  if (text == "uno" || text.ends_with(" uno") || text.ends_with("veintiuno")) text.back() = 'a';
  // Millions are masculine, whatever is counted.
  const auto million = text.rfind("mill");
  for (const std::string_view ending : {"cientos", "quinientos"})
    for (auto at = text.find(ending, million == std::string::npos ? 0 : million);
         at != std::string::npos; at = text.find(ending, at + 1))
      text[at + ending.size() - 2] = 'a';
  return text;
}

constexpr NumberWords kSpanishNumberWords = {
    .code = "es",
    .small = kSpanishSmall,
    .hundreds = SpanishHundreds,
    .scales = kSpanishScales,
    .point = "punto",
    .minus = "menos",
    .percent = "por ciento",
    .to = "a",
    .and_cents = "con",
    .currencies = kSpanishCurrencies,
    .before_noun = SpanishBeforeNoun,
    .of_millions = "de",
    .comma = "coma",
};

}  // namespace

const NumberWords& SpanishNumberWords() { return kSpanishNumberWords; }

}  // namespace tocsin::voice
