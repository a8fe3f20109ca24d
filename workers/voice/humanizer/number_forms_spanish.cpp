#include <array>

#include "workers/voice/humanizer/number_forms.hpp"
#include "workers/voice/humanizer/number_words.hpp"
#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {
namespace {

constexpr SpokenUnit kSpanishUnits[] = {{"B", "byte", "bytes"},
                                        {"KB", "kilobyte", "kilobytes"},
                                        {"kB", "kilobyte", "kilobytes"},
                                        {"MB", "megabyte", "megabytes"},
                                        {"GB", "gigabyte", "gigabytes"},
                                        {"TB", "terabyte", "terabytes"},
                                        {"KiB", "kibibyte", "kibibytes"},
                                        {"MiB", "mebibyte", "mebibytes"},
                                        {"GiB", "gibibyte", "gibibytes"},
                                        {"ms", "milisegundo", "milisegundos"},
                                        {"s", "segundo", "segundos"},
                                        {"seg", "segundo", "segundos"},
                                        {"min", "minuto", "minutos"},
                                        {"h", "hora", "horas", true},
                                        {"hs", "hora", "horas", true},
                                        {"hora", "hora", "horas", true},
                                        {"horas", "hora", "horas", true},
                                        {"minuto", "minuto", "minutos"},
                                        {"minutos", "minuto", "minutos"},
                                        {"semana", "semana", "semanas", true},
                                        {"semanas", "semana", "semanas", true},
                                        {"persona", "persona", "personas", true},
                                        {"personas", "persona", "personas", true},
                                        {"d", "día", "días"},
                                        {"día", "día", "días"},
                                        {"días", "día", "días"},
                                        {"mm", "milímetro", "milímetros"},
                                        {"cm", "centímetro", "centímetros"},
                                        {"m", "metro", "metros"},
                                        {"km", "kilómetro", "kilómetros"},
                                        {"mg", "miligramo", "miligramos"},
                                        {"g", "gramo", "gramos"},
                                        {"kg", "kilogramo", "kilogramos"},
                                        {"ml", "mililitro", "mililitros"},
                                        {"l", "litro", "litros"},
                                        {"\u00b0C", "grado Celsius", "grados Celsius"},
                                        {"\u00b0F", "grado Fahrenheit", "grados Fahrenheit"},
                                        {"Hz", "hercio", "hercios"},
                                        {"MHz", "megahercio", "megahercios"},
                                        {"GHz", "gigahercio", "gigahercios"},
                                        {"W", "vatio", "vatios"},
                                        {"kW", "kilovatio", "kilovatios"},
                                        {"V", "voltio", "voltios"},
                                        {"Mbit", "megabit", "megabits"},
                                        {"Gbit", "gigabit", "gigabits"},
                                        {"km/h", "kilómetro por hora", "kilómetros por hora"},
                                        {"MB/s", "megabyte por segundo", "megabytes por segundo"},
                                        {"GB/s", "gigabyte por segundo", "gigabytes por segundo"},
                                        {"Mbit/s", "megabit por segundo", "megabits por segundo"},
                                        {"x", "vez", "veces", true},
                                        {"euros", "euro", "euros"},
                                        {"euro", "euro", "euros"},
                                        {"dólares", "dólar", "dólares"},
                                        {"pesos", "peso", "pesos"}};
constexpr SpokenUnit kSpanishMagnitudes[] = {{" mil", "mil", "mil"},
                                             {" millón", "millón", "millones"},
                                             {" millones", "millón", "millones"},
                                             {" millones de", "millón", "millones"},
                                             {"k", "mil", "mil"},
                                             {"M", "millón", "millones"}};
constexpr std::string_view kSpanishClock[] = {" horas", " hrs", " hs", " h", "h", "hs"};
constexpr std::string_view kSpanishParts[] = {" de la ma", " de la tarde", " de la noche",
                                              " de la madrugada", " del mediod"};
// Masculine, feminine.
constexpr std::string_view kSpanishOrdinals[][2] = {{"", ""},
                                                    {"primero", "primera"},
                                                    {"segundo", "segunda"},
                                                    {"tercero", "tercera"},
                                                    {"cuarto", "cuarta"},
                                                    {"quinto", "quinta"},
                                                    {"sexto", "sexta"},
                                                    {"séptimo", "séptima"},
                                                    {"octavo", "octava"},
                                                    {"noveno", "novena"},
                                                    {"décimo", "décima"}};

std::string_view SpanishPart(int hour) {
  if (hour < 6) return " de la madrugada";
  if (hour < 12) return " de la mañana";
  return hour < 20 ? " de la tarde" : " de la noche";
}

/// "tres y media de la tarde", with the twelve hours of speech.
std::string SpanishTime(const WrittenTime& time) {
  const auto& words = SpanishNumberWords();
  int hour = time.hour % 24;
  if (time.half == DayHalf::kAfternoon && hour < 12) hour += 12;
  if (time.half == DayHalf::kMorning && hour == 12) hour = 0;
  const bool part = !time.part_given && (time.half != DayHalf::kNone || hour > 12 || hour == 0);
  const int shown = hour % 12 == 0 ? 12 : hour % 12;
  auto said = CountInWords(words, static_cast<std::uint64_t>(shown), true);
  if (time.minute == 15)
    said += " y cuarto";
  else if (time.minute == 30)
    said += " y media";
  else if (time.minute > 0)
    said += " y " + InWords(words, static_cast<std::uint64_t>(time.minute));
  else if (!part && !time.part_given)
    said += " en punto";
  return part ? said + std::string(SpanishPart(hour)) : said;
}

std::string SpanishYear(int year) {
  return InWords(SpanishNumberWords(), static_cast<std::uint64_t>(year));
}

std::string SpanishDate(const WrittenDate& date) {
  const auto& words = SpanishNumberWords();
  return InWords(words, static_cast<std::uint64_t>(date.day)) + " de " +
         std::string(Spanish().months[static_cast<std::size_t>(date.month - 1)]) + " de " +
         SpanishYear(date.year);
}

SpokenOrdinal SpanishOrdinal(int number, std::string_view behind, std::string_view) {
  if (number < 1 || number >= static_cast<int>(std::size(kSpanishOrdinals))) return {};
  constexpr std::string_view kEnds[][2] = {{".\u00ba", ""},  {"\u00ba", ""},  {"er", ""},
                                           {".\u00aa", "a"}, {"\u00aa", "a"}, {"ra", "a"}};
  for (const auto& [end, feminine] : kEnds)
    if (behind.starts_with(end) && EndsWord(behind.substr(end.size()))) {
      std::string said(kSpanishOrdinals[number][feminine.empty() ? 0 : 1]);
      if (end == "er") said.pop_back();  // "primer", "tercer"
      return {end.size(), std::move(said)};
    }
  return {};
}

constexpr NumberForms kSpanishNumberForms = {
    .code = "es",
    .decimal_comma = true,
    .date_mark = '/',
    .before_date = {},
    .units = kSpanishUnits,
    .magnitudes = kSpanishMagnitudes,
    .clock = kSpanishClock,
    .parts_before = {},
    .parts_behind = kSpanishParts,
    .time = SpanishTime,
    .date = SpanishDate,
    .year = SpanishYear,
    .ordinal = SpanishOrdinal,
    .dot = "punto",
    .plus = "más",
};

}  // namespace

const NumberForms& SpanishNumberForms() { return kSpanishNumberForms; }

}  // namespace tocsin::voice
