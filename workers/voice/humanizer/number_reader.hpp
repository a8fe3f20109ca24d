#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "workers/voice/humanizer/number_forms.hpp"
#include "workers/voice/humanizer/number_words.hpp"

namespace tocsin::voice {

inline bool IsNumeral(char c) { return c >= '0' && c <= '9'; }
inline bool IsPlainLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool IsCodeCharacter(char c) { return IsNumeral(c) || IsPlainLetter(c); }
/// How many numerals a text begins with.
std::size_t NumeralsAt(std::string_view text);
/// The number of a few digits; 0 where there is none.
int SmallNumber(std::string_view digits);

/// Reads what numerals are written for, from one place of a text on. Each form gives what is said
/// and moves on, or gives nothing and stays.
class NumberReader {
 public:
  NumberReader(std::string_view text, const NumberWords& words, const NumberForms& forms)
      : text_(text), words_(words), forms_(forms) {}

  bool AtEnd() const { return at_ >= text_.size(); }
  std::size_t at() const { return at_; }
  std::string_view Since(std::size_t from) const { return text_.substr(from, at_ - from); }
  char Take() { return text_[at_++]; }
  /// What is said for that which begins here; nothing: it is no number.
  std::optional<std::string> Next();

 private:
  /// A number as written: how long it is, and its digits without separators, with "." before
  /// decimals.
  struct Number {
    std::size_t size = 0;
    std::string digits = {};
  };
  struct Unit {
    std::size_t size = 0;
    const SpokenUnit* unit = nullptr;
  };
  using Form = std::optional<std::string>;

  std::string_view Rest() const { return text_.substr(at_); }
  std::string_view WordBefore() const;
  Form NextNumber();
  Number Read(std::string_view text) const;
  const Currency* CurrencyAt(std::string_view text) const;
  static std::size_t DashAt(std::string_view text);
  static Unit LongestOf(std::span<const SpokenUnit> units, std::string_view text);
  Unit UnitAt(std::string_view text) const;
  std::string Counted(const Number& number, const SpokenUnit& unit) const;
  Form Money();
  std::string MoneyInMagnitudes(const Number& number, const SpokenUnit& magnitude,
                                const Currency& currency) const;
  Form MoneyBehind();
  Form Grouped();
  std::string Plain();

  // number_reader_times.cpp
  Form Date();
  Form DayFirst();
  Form Time();
  Form OneTime();
  DayHalf Half();

  // number_reader_codes.cpp
  Form Address();
  Form Telephone();
  Form Code();
  std::string CodeFrom();
  std::string Part(std::string_view digits) const;

  std::string_view text_;
  const NumberWords& words_;
  const NumberForms& forms_;
  std::size_t at_ = 0;
};

}  // namespace tocsin::voice
