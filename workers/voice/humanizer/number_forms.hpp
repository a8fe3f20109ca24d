#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace tocsin::voice {

/// A unit behind a number, or a magnitude: "GB", "Mio.".
struct SpokenUnit {
  std::string_view written, one, many;
  bool feminine = false;  ///< "eine Stunde", "una hora"
};

enum class DayHalf { kNone, kMorning, kAfternoon };

/// A time of day as it is written.
struct WrittenTime {
  int hour = 0;  ///< 0 to 24
  int minute = 0;
  DayHalf half = DayHalf::kNone;
  bool part_given = false;  ///< the text itself says which part of the day
};

struct WrittenDate {
  int year = 0;  ///< 0: none is written
  int month = 0, day = 0;
  std::string_view before = {};  ///< the word before it: "am"
};

/// An ordinal's ending behind its digits, and what is said for both; size 0: it is none.
struct SpokenOrdinal {
  std::size_t size = 0;
  std::string said = {};
};

/// How a language writes numbers, and says what they count: one file each,
/// number_forms_LANGUAGE.cpp.
struct NumberForms {
  std::string_view code;
  bool decimal_comma;  ///< "1.234,5"
  char date_mark;      ///< of "5.3.2026", day first; 0: such dates are not read
  /// Words before "5.3." that make a date of it.
  std::span<const std::string_view> before_date;
  std::span<const SpokenUnit> units;
  std::span<const SpokenUnit> magnitudes;          ///< behind an amount, also of money
  std::span<const std::string_view> clock;         ///< behind a time, and part of it: "Uhr"
  std::span<const std::string_view> parts_before;  ///< words before a time that tell its part
  std::span<const std::string_view> parts_behind;  ///< the same behind it, with their space
  std::string (*time)(const WrittenTime&);
  std::string (*date)(const WrittenDate&);
  std::string (*year)(int);
  /// Of a number below 32 with this behind and this word before it.
  SpokenOrdinal (*ordinal)(int number, std::string_view behind, std::string_view before);
  std::string_view dot, plus;  ///< of an address, of a telephone number
};

/// Null where the language has none; one that has NumberWords has these.
const NumberForms* NumberFormsOf(std::string_view tag);
const NumberForms& EnglishNumberForms();
const NumberForms& GermanNumberForms();
const NumberForms& SpanishNumberForms();
const NumberForms& HindiNumberForms();

/// Whether a word ends here: no letter and no digit follows.
bool EndsWord(std::string_view behind);

}  // namespace tocsin::voice
