#include <algorithm>

#include "workers/voice/humanizer/number_forms.hpp"
#include "workers/voice/humanizer/number_words.hpp"
#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {
namespace {

constexpr SpokenUnit kEnglishUnits[] = {{"B", "byte", "bytes"},
                                        {"KB", "kilobyte", "kilobytes"},
                                        {"kB", "kilobyte", "kilobytes"},
                                        {"MB", "megabyte", "megabytes"},
                                        {"GB", "gigabyte", "gigabytes"},
                                        {"TB", "terabyte", "terabytes"},
                                        {"KiB", "kibibyte", "kibibytes"},
                                        {"MiB", "mebibyte", "mebibytes"},
                                        {"GiB", "gibibyte", "gibibytes"},
                                        {"ms", "millisecond", "milliseconds"},
                                        {"s", "second", "seconds"},
                                        {"sec", "second", "seconds"},
                                        {"min", "minute", "minutes"},
                                        {"h", "hour", "hours"},
                                        {"hrs", "hour", "hours"},
                                        {"d", "day", "days"},
                                        {"mm", "millimeter", "millimeters"},
                                        {"cm", "centimeter", "centimeters"},
                                        {"km", "kilometer", "kilometers"},
                                        {"m", "meter", "meters"},
                                        {"kg", "kilogram", "kilograms"},
                                        {"g", "gram", "grams"},
                                        {"mg", "milligram", "milligrams"},
                                        {"ml", "milliliter", "milliliters"},
                                        {"\u00b0C", "degree Celsius", "degrees Celsius"},
                                        {"\u00b0F", "degree Fahrenheit", "degrees Fahrenheit"},
                                        {"Hz", "hertz", "hertz"},
                                        {"MHz", "megahertz", "megahertz"},
                                        {"GHz", "gigahertz", "gigahertz"},
                                        {"W", "watt", "watts"},
                                        {"kW", "kilowatt", "kilowatts"},
                                        {"V", "volt", "volts"},
                                        {"Mbit", "megabit", "megabits"},
                                        {"Gbit", "gigabit", "gigabits"},
                                        {"km/h", "kilometer per hour", "kilometers per hour"},
                                        {"MB/s", "megabyte per second", "megabytes per second"},
                                        {"GB/s", "gigabyte per second", "gigabytes per second"},
                                        {"Mbit/s", "megabit per second", "megabits per second"},
                                        {"x", "times", "times"}};
constexpr SpokenUnit kEnglishMagnitudes[] = {
    {" thousand", "thousand", "thousand"}, {" million", "million", "million"},
    {" billion", "billion", "billion"},    {"k", "thousand", "thousand"},
    {"K", "thousand", "thousand"},         {"M", "million", "million"}};
constexpr std::string_view kEnglishOrdinals[] = {
    "zeroth",       "first",        "second",         "third",         "fourth",
    "fifth",        "sixth",        "seventh",        "eighth",        "ninth",
    "tenth",        "eleventh",     "twelfth",        "thirteenth",    "fourteenth",
    "fifteenth",    "sixteenth",    "seventeenth",    "eighteenth",    "nineteenth",
    "twentieth",    "twenty-first", "twenty-second",  "twenty-third",  "twenty-fourth",
    "twenty-fifth", "twenty-sixth", "twenty-seventh", "twenty-eighth", "twenty-ninth",
    "thirtieth",    "thirty-first"};

std::string EnglishTime(const WrittenTime& time) {
  int hour = time.hour;
  std::string half;
  if (time.half != DayHalf::kNone)
    half = time.half == DayHalf::kMorning ? " A M" : " P M";
  else if (hour > 12 || hour == 0)
    half = hour >= 12 && hour < 24 ? " P M" : " A M";
  hour = hour % 12 == 0 ? 12 : hour % 12;
  const auto& words = EnglishNumberWords();
  std::string said = InWords(words, static_cast<std::uint64_t>(hour));
  if (time.minute > 0)
    said +=
        (time.minute < 10 ? " oh " : " ") + InWords(words, static_cast<std::uint64_t>(time.minute));
  else if (half.empty())
    said += " o'clock";
  return said + half;
}

std::string EnglishYear(int year) {
  const auto number = static_cast<std::uint64_t>(year);
  const auto& words = EnglishNumberWords();
  if (year < 1100 || year % 1000 < 10) return InWords(words, number);
  const auto low = number % 100;
  return InWords(words, number / 100) +
         (low == 0 ? " hundred" : (low < 10 ? " oh " : " ") + InWords(words, low));
}

std::string EnglishDate(const WrittenDate& date) {
  return std::string(English().months[static_cast<std::size_t>(date.month - 1)]) + ' ' +
         std::string(kEnglishOrdinals[date.day]) + ' ' + EnglishYear(date.year);
}

SpokenOrdinal EnglishOrdinal(int number, std::string_view behind, std::string_view) {
  for (const std::string_view end : {"st", "nd", "rd", "th"})
    if (behind.starts_with(end) && EndsWord(behind.substr(2)))
      return {2, std::string(kEnglishOrdinals[number])};
  return {};
}

constexpr NumberForms kEnglishNumberForms = {
    .code = "en",
    .decimal_comma = false,
    .date_mark = 0,
    .before_date = {},
    .units = kEnglishUnits,
    .magnitudes = kEnglishMagnitudes,
    .clock = {},
    .parts_before = {},
    .parts_behind = {},
    .time = EnglishTime,
    .date = EnglishDate,
    .year = EnglishYear,
    .ordinal = EnglishOrdinal,
    .dot = "dot",
    .plus = "plus",
};

}  // namespace

const NumberForms& EnglishNumberForms() { return kEnglishNumberForms; }

}  // namespace tocsin::voice
