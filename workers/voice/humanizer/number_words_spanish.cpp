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
                                           {"\u00a3", "libra", "libras", "", ""},
                                           {"\u20b9", "rupia", "rupias", "", ""}};
constexpr NumberWords kSpanishNumberWords = {
    "es",         kSpanishSmall, SpanishHundreds, kSpanishScales,     "punto", "menos",
    "por ciento", "a",           "con",           kSpanishCurrencies, true};

}  // namespace

const NumberWords& SpanishNumberWords() { return kSpanishNumberWords; }

}  // namespace tocsin::voice
