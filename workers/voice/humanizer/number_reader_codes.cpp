#include <algorithm>

#include "workers/voice/humanizer/number_reader.hpp"

// What is said sign by sign: addresses, telephone numbers, codes.
namespace tocsin::voice {

/// "10.0.0.1", "16.2.1": with two points at least.
std::optional<std::string> NumberReader::Address() {
  std::size_t size = 0, points = 0;
  std::string said;
  const auto rest = Rest();
  bool groups = true;  // "1.234.567" where points part thousands
  while (true) {
    const auto digits = NumeralsAt(rest.substr(size));
    groups = groups && (points == 0 ? digits <= 3 && rest[0] != '0' : digits == 3);
    said += Part(rest.substr(size, digits));
    size += digits;
    if (size + 1 >= rest.size() || rest[size] != '.' || !IsNumeral(rest[size + 1])) break;
    said += ' ' + std::string(forms_.dot) + ' ';
    ++points, ++size;
  }
  if (points < 2 || (forms_.decimal_comma && groups)) return std::nullopt;
  at_ += size;
  return said;
}

/// Numerals of a code: a number where two fit, else one by one.
std::string NumberReader::Part(std::string_view digits) const {
  const bool number = digits.size() == 1 || (digits.size() == 2 && digits[0] != '0');
  return number ? InWords(words_, static_cast<std::uint64_t>(SmallNumber(digits)))
                : DigitsInWords(words_, digits);
}

std::optional<std::string> NumberReader::Telephone() {
  ++at_;
  std::string said = std::string(forms_.plus) + ' ';
  bool first = true;
  while (!AtEnd()) {
    const auto digits = NumeralsAt(Rest());
    if (digits > 0) {
      said += (first ? "" : ", ") + DigitsInWords(words_, Rest().substr(0, digits));
      first = false;
      at_ += digits;
    } else if (Rest().size() > 1 && (Rest()[0] == ' ' || Rest()[0] == '-') &&
               IsNumeral(Rest()[1])) {
      ++at_;
    } else {
      break;
    }
  }
  return said;
}

/// Letters and numerals in turn: a word stays one, capitals are spelled.
std::string NumberReader::CodeFrom() {
  std::string said;
  while (!AtEnd() && IsCodeCharacter(text_[at_])) {
    const auto rest = Rest();
    std::size_t size = NumeralsAt(rest);
    if (!said.empty()) said += ' ';
    if (size > 0) {
      said += Part(rest.substr(0, size));
    } else {
      while (size < rest.size() && IsPlainLetter(rest[size])) ++size;
      const auto letters = rest.substr(0, size);
      const bool spelled =
          size == 1 || std::ranges::all_of(letters, [](char c) { return c <= 'Z'; });
      for (std::size_t i = 0; i < size; ++i) {
        if (spelled && i > 0) said += ' ';
        said +=
            spelled && letters[i] >= 'a' ? static_cast<char>(letters[i] - 'a' + 'A') : letters[i];
      }
    }
    at_ += size;
  }
  return said;
}

/// Letters and numerals mixed: "INC42" is "I N C forty-two", "node7" is "node seven".
std::optional<std::string> NumberReader::Code() {
  const auto rest = Rest();
  std::size_t size = 0;
  bool numeral = false;
  for (; size < rest.size() && IsCodeCharacter(rest[size]); ++size)
    numeral |= IsNumeral(rest[size]);
  if (!numeral) return std::nullopt;
  return CodeFrom();
}

}  // namespace tocsin::voice
