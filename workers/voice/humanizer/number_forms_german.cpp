#include <algorithm>

#include "workers/voice/humanizer/number_forms.hpp"
#include "workers/voice/humanizer/number_words.hpp"
#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {
namespace {

constexpr SpokenUnit kGermanUnits[] = {{"B", "Byte", "Byte"},
                                       {"KB", "Kilobyte", "Kilobyte"},
                                       {"kB", "Kilobyte", "Kilobyte"},
                                       {"MB", "Megabyte", "Megabyte"},
                                       {"GB", "Gigabyte", "Gigabyte"},
                                       {"TB", "Terabyte", "Terabyte"},
                                       {"KiB", "Kibibyte", "Kibibyte"},
                                       {"MiB", "Mebibyte", "Mebibyte"},
                                       {"GiB", "Gibibyte", "Gibibyte"},
                                       {"ms", "Millisekunde", "Millisekunden", true},
                                       {"s", "Sekunde", "Sekunden", true},
                                       {"Sek.", "Sekunde", "Sekunden", true},
                                       {"sek", "Sekunde", "Sekunden", true},
                                       {"min", "Minute", "Minuten", true},
                                       {"Min.", "Minute", "Minuten", true},
                                       {"h", "Stunde", "Stunden", true},
                                       {"Std.", "Stunde", "Stunden", true},
                                       {"Stunde", "Stunde", "Stunden", true},
                                       {"Minute", "Minute", "Minuten", true},
                                       {"Sekunde", "Sekunde", "Sekunden", true},
                                       {"Stunden", "Stunde", "Stunden", true},
                                       {"Minuten", "Minute", "Minuten", true},
                                       {"Sekunden", "Sekunde", "Sekunden", true},
                                       {"Woche", "Woche", "Wochen", true},
                                       {"Wochen", "Woche", "Wochen", true},
                                       {"Uhr", "Uhr", "Uhr"},
                                       {"Tag", "Tag", "Tage"},
                                       {"d", "Tag", "Tage"},
                                       {"mm", "Millimeter", "Millimeter"},
                                       {"cm", "Zentimeter", "Zentimeter"},
                                       {"m", "Meter", "Meter"},
                                       {"km", "Kilometer", "Kilometer"},
                                       {"mg", "Milligramm", "Milligramm"},
                                       {"g", "Gramm", "Gramm"},
                                       {"kg", "Kilogramm", "Kilogramm"},
                                       {"ml", "Milliliter", "Milliliter"},
                                       {"l", "Liter", "Liter"},
                                       {"\u00b0C", "Grad Celsius", "Grad Celsius"},
                                       {"\u00b0F", "Grad Fahrenheit", "Grad Fahrenheit"},
                                       {"Hz", "Hertz", "Hertz"},
                                       {"MHz", "Megahertz", "Megahertz"},
                                       {"GHz", "Gigahertz", "Gigahertz"},
                                       {"W", "Watt", "Watt"},
                                       {"kW", "Kilowatt", "Kilowatt"},
                                       {"V", "Volt", "Volt"},
                                       {"Mbit", "Megabit", "Megabit"},
                                       {"Gbit", "Gigabit", "Gigabit"},
                                       {"km/h", "Kilometer pro Stunde", "Kilometer pro Stunde"},
                                       {"MB/s", "Megabyte pro Sekunde", "Megabyte pro Sekunde"},
                                       {"GB/s", "Gigabyte pro Sekunde", "Gigabyte pro Sekunde"},
                                       {"Mbit/s", "Megabit pro Sekunde", "Megabit pro Sekunde"},
                                       {"x", "mal", "mal"},
                                       {"Euro", "Euro", "Euro"},
                                       {"Dollar", "Dollar", "Dollar"}};
constexpr SpokenUnit kGermanMagnitudes[] = {{" Tsd.", "Tausend", "Tausend"},
                                            {" Mio.", "Million", "Millionen", true},
                                            {" Mrd.", "Milliarde", "Milliarden", true},
                                            {" Mio", "Million", "Millionen", true},
                                            {" Mrd", "Milliarde", "Milliarden", true},
                                            {" Million", "Million", "Millionen", true},
                                            {" Millionen", "Million", "Millionen", true},
                                            {" Milliarde", "Milliarde", "Milliarden", true},
                                            {" Milliarden", "Milliarde", "Milliarden", true}};
constexpr std::string_view kGermanClock[] = {" Uhr"};
constexpr std::string_view kGermanBeforeDate[] = {"am",   "vom", "zum", "bis", "ab",
                                                  "seit", "der", "den", "dem"};
constexpr std::string_view kGermanStems[] = {
    "nullt",     "erst",      "zweit",     "dritt",     "viert",     "fünft",    "sechst",
    "siebt",     "acht",      "neunt",     "zehnt",     "elft",      "zwölft",   "dreizehnt",
    "vierzehnt", "fünfzehnt", "sechzehnt", "siebzehnt", "achtzehnt", "neunzehnt"};

std::string GermanTime(const WrittenTime& time) {
  const auto& words = GermanNumberWords();
  int hour = time.hour;
  if (time.half == DayHalf::kAfternoon && hour < 12) hour += 12;
  if (time.half == DayHalf::kMorning && hour == 12) hour = 0;
  auto said = CountInWords(words, static_cast<std::uint64_t>(hour), false) + " Uhr";
  if (time.minute > 0) said += ' ' + InWords(words, static_cast<std::uint64_t>(time.minute));
  return said;
}

std::string GermanYear(int year) {
  const auto number = static_cast<std::uint64_t>(year);
  const auto& words = GermanNumberWords();
  if (year < 1100 || year >= 2000) return InWords(words, number);
  return InWords(words, number / 100) + "hundert" +
         (number % 100 == 0 ? "" : InWords(words, number % 100));
}

/// "fünfter" alone, "der fünfte", "am fünften".
std::string GermanDay(int day, std::string_view before) {
  const auto number = static_cast<std::size_t>(day);
  const std::string stem = number < std::size(kGermanStems)
                               ? std::string(kGermanStems[number])
                               : std::string(GermanNumberWords().small[number]) + "st";
  if (before.empty()) return stem + "er";
  return stem + (before == "der" || before == "Der" ? "e" : "en");
}

std::string GermanDate(const WrittenDate& date) {
  auto said = GermanDay(date.day, date.before) + ' ' +
              std::string(German().months[static_cast<std::size_t>(date.month - 1)]);
  if (date.year > 0) said += ' ' + GermanYear(date.year);
  return said;
}

/// Only a month makes an ordinal of "5.": it may end a sentence as well.
SpokenOrdinal GermanOrdinal(int number, std::string_view behind, std::string_view before) {
  if (number < 1 || !behind.starts_with(". ")) return {};
  const auto months = German().months;
  const bool month = std::ranges::any_of(months, [&](std::string_view name) {
    return behind.substr(2).starts_with(name) && EndsWord(behind.substr(2 + name.size()));
  });
  return month ? SpokenOrdinal{1, GermanDay(number, before)} : SpokenOrdinal{};
}

constexpr NumberForms kGermanNumberForms = {
    .code = "de",
    .decimal_comma = true,
    .date_mark = '.',
    .before_date = kGermanBeforeDate,
    .units = kGermanUnits,
    .magnitudes = kGermanMagnitudes,
    .clock = kGermanClock,
    .parts_before = {},
    .parts_behind = {},
    .time = GermanTime,
    .date = GermanDate,
    .year = GermanYear,
    .ordinal = GermanOrdinal,
    .dot = "Punkt",
    .plus = "plus",
};

}  // namespace

const NumberForms& GermanNumberForms() { return kGermanNumberForms; }

}  // namespace tocsin::voice
