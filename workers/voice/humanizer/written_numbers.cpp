#include "workers/voice/humanizer/written_numbers.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include "workers/voice/humanizer/english_forms.hpp"
#include "workers/voice/humanizer/number_words.hpp"

namespace tocsin::voice {
namespace {

bool IsNumeral(char c) { return c >= '0' && c <= '9'; }
bool IsPlainLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsCodeCharacter(char c) { return IsNumeral(c) || IsPlainLetter(c); }

int Small(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

/// A number as written: how long it is, and its digits without separators, with "." before
/// decimals.
struct WrittenNumber {
  std::size_t size = 0;
  std::string digits = {};
};

std::size_t NumeralsAt(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && IsNumeral(text[size])) ++size;
  return size;
}

/// Reads from one place on; each form gives what is said and moves on, or gives nothing.
class NumberReader {
 public:
  NumberReader(std::string_view text, const NumberWords& words)
      : text_(text), words_(words), english_(words.code == "en") {}

  bool AtEnd() const { return at_ >= text_.size(); }
  std::size_t at() const { return at_; }
  std::string_view Since(std::size_t from) const { return text_.substr(from, at_ - from); }
  char Take() { return text_[at_++]; }

  /// What is said for that which begins here; nothing: it is no number.
  std::optional<std::string> Next() {
    const char before = at_ == 0 ? ' ' : text_[at_ - 1];
    if (IsCodeCharacter(before)) return std::nullopt;
    if (auto said = Money()) return said;
    const auto rest = Rest();
    if (rest.size() > 1 && rest[0] == '-' && IsNumeral(rest[1]) &&
        (before == ' ' || before == '(' || before == '\n')) {
      ++at_;
      if (auto said = Next1()) return std::string(words_.minus) + ' ' + *said;
      --at_;
      return std::nullopt;
    }
    if (rest.size() > 1 && rest[0] == '+' && IsNumeral(rest[1])) return Telephone();
    if (IsNumeral(rest[0])) return Next1();
    return english_ ? Code() : std::nullopt;
  }

 private:
  std::string_view Rest() const { return text_.substr(at_); }

  std::optional<std::string> Next1() {
    if (english_)
      for (const auto form : {&NumberReader::Date, &NumberReader::Time, &NumberReader::Address})
        if (auto said = (this->*form)()) return said;
    if (auto said = Grouped()) return said;
    return Plain();
  }

  WrittenNumber Read(std::string_view text) const {
    WrittenNumber number{NumeralsAt(text), std::string(text.substr(0, NumeralsAt(text)))};
    if (number.size == 0) return number;
    while (number.size + 1 < text.size()) {
      const char mark = text[number.size];
      if (mark != ',' && mark != '.') break;
      const auto more = NumeralsAt(text.substr(number.size + 1));
      if (more == 0) break;
      const bool groups =
          (mark == ',' || words_.code == "es") && (more == 3 || (more == 2 && words_.code == "hi"));
      if (!groups && mark == ',' && words_.code != "es") break;
      const auto digits = text.substr(number.size + 1, more);
      number.size += 1 + more;
      if (groups) {
        number.digits += digits;
        continue;
      }
      number.digits += '.' + std::string(digits);
      break;
    }
    return number;
  }

  const Currency* CurrencyAt(std::string_view text) const {
    for (const auto& one : words_.currencies)
      if (text.starts_with(one.sign)) return &one;
    return nullptr;
  }

  std::size_t Dash(std::string_view text) const {
    for (const std::string_view dash : {" - ", " \u2013 ", "-", "\u2013"})
      if (text.starts_with(dash)) return dash.size();
    return 0;
  }

  /// "k", "m" or " million" behind an amount; what follows is said between number and currency.
  std::string_view MagnitudeAt(std::string_view text, std::size_t& size) const {
    if (!english_) return {};
    for (const SpokenForm& form :
         {SpokenForm{" thousand", "thousand"}, SpokenForm{" million", "million"},
          SpokenForm{" billion", "billion"}, SpokenForm{"k", "thousand"},
          SpokenForm{"K", "thousand"}, SpokenForm{"M", "million"}}) {
      if (!text.starts_with(form.written)) continue;
      const auto behind = text.substr(form.written.size());
      if (!behind.empty() && IsCodeCharacter(behind[0])) continue;
      size = form.written.size();
      return form.said;
    }
    return {};
  }

  std::optional<std::string> Money() {
    const auto* currency = CurrencyAt(Rest());
    std::size_t lead = currency == nullptr ? 0 : currency->sign.size();
    auto first = Read(Rest().substr(lead));
    if (first.size == 0) return std::nullopt;
    std::size_t end = lead + first.size;
    if (currency == nullptr) {  // "8000 €"
      const auto behind = Rest().substr(end);
      const std::size_t space = behind.starts_with(' ') ? 1 : 0;
      currency = CurrencyAt(behind.substr(space));
      if (currency == nullptr) return std::nullopt;
      const auto after = end + space + currency->sign.size();
      if (after < Rest().size() && IsNumeral(Rest()[after])) return std::nullopt;
      at_ += after;
      return MoneyInWords(words_, *currency, first.digits);
    }
    std::size_t magnitude = 0;
    if (const auto said = MagnitudeAt(Rest().substr(end), magnitude); !said.empty()) {
      at_ += end + magnitude;
      return DecimalInWords(words_, first.digits) + ' ' + std::string(said) + ' ' +
             std::string(currency->many);
    }
    std::string text;
    if (const auto dash = Dash(Rest().substr(end)); dash > 0) {
      const std::size_t sign = Rest().substr(end + dash).starts_with(currency->sign) ? lead : 0;
      if (const auto second = Read(Rest().substr(end + dash + sign)); second.size > 0) {
        text = DecimalInWords(words_, first.digits) + ' ' + std::string(words_.to) + ' ';
        end += dash + sign + second.size;
        first = second;
      }
    }
    at_ += end;
    return text + MoneyInWords(words_, *currency, first.digits);
  }

  std::optional<std::string> Date() {
    const auto rest = Rest();
    if (rest.size() < 10 || NumeralsAt(rest) != 4 || rest[4] != '-' ||
        NumeralsAt(rest.substr(5)) != 2 || rest[7] != '-' || NumeralsAt(rest.substr(8)) != 2)
      return std::nullopt;
    const int year = Small(rest.substr(0, 4)), month = Small(rest.substr(5, 2)),
              day = Small(rest.substr(8, 2));
    if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    at_ += 10;
    return std::string(EnglishMonthNames()[static_cast<std::size_t>(month - 1)]) + ' ' +
           std::string(EnglishOrdinals()[static_cast<std::size_t>(day)]) + ' ' + Year(year);
  }

  std::string Year(int year) const {
    const auto number = static_cast<std::uint64_t>(year);
    if (year < 1100 || year % 1000 < 10) return InWords(words_, number);
    const auto low = number % 100;
    return InWords(words_, number / 100) +
           (low == 0 ? " hundred" : (low < 10 ? " oh " : " ") + InWords(words_, low));
  }

  /// "A M" or "P M" when a half of the day follows.
  std::string Half() {
    auto rest = Rest();
    const std::size_t space = rest.starts_with(' ') ? 1 : 0;
    rest.remove_prefix(space);
    for (const std::string_view half : {"a.m.", "p.m.", "am", "pm", "AM", "PM", "A.M.", "P.M."}) {
      if (!rest.starts_with(half)) continue;
      if (rest.size() > half.size() && IsCodeCharacter(rest[half.size()])) continue;
      const bool ends = half.ends_with('.') && rest.size() == half.size();
      at_ += space + half.size() - (ends ? 1 : 0);
      return half[0] == 'a' || half[0] == 'A' ? " A M" : " P M";
    }
    return {};
  }

  std::optional<std::string> Time() {
    const auto rest = Rest();
    const auto hours = NumeralsAt(rest);
    if (hours > 2) return std::nullopt;
    int hour = Small(rest.substr(0, hours)), minute = 0;
    const auto start = at_;
    const bool minutes =
        rest.size() >= hours + 3 && rest[hours] == ':' && NumeralsAt(rest.substr(hours + 1)) == 2;
    if (minutes) minute = Small(rest.substr(hours + 1, 2));
    if (hour > 24 || minute > 59) return std::nullopt;
    at_ += hours + (minutes ? 3 : 0);
    auto half = hour <= 12 ? Half() : std::string();
    if (!minutes && half.empty()) {
      at_ = start;
      return std::nullopt;
    }
    if (half.empty() && (hour > 12 || hour == 0)) half = hour >= 12 && hour < 24 ? " P M" : " A M";
    hour = hour % 12 == 0 ? 12 : hour % 12;
    std::string said = InWords(words_, static_cast<std::uint64_t>(hour));
    if (minute > 0)
      said += (minute < 10 ? " oh " : " ") + InWords(words_, static_cast<std::uint64_t>(minute));
    else if (half.empty())
      said += " o'clock";
    return said + half;
  }

  /// "10.0.0.1", "16.2.1": with two points at least.
  std::optional<std::string> Address() {
    std::size_t size = 0, points = 0;
    std::string said;
    const auto rest = Rest();
    while (true) {
      const auto digits = NumeralsAt(rest.substr(size));
      said += Part(rest.substr(size, digits));
      size += digits;
      if (size + 1 >= rest.size() || rest[size] != '.' || !IsNumeral(rest[size + 1])) break;
      said += " dot ";
      ++points, ++size;
    }
    if (points < 2) return std::nullopt;
    at_ += size;
    return said;
  }

  /// Numerals of a code: a number where two fit, else one by one.
  std::string Part(std::string_view digits) const {
    const bool number = digits.size() == 1 || (digits.size() == 2 && digits[0] != '0');
    return number ? InWords(words_, static_cast<std::uint64_t>(Small(digits)))
                  : DigitsInWords(words_, digits);
  }

  std::optional<std::string> Telephone() {
    ++at_;
    std::string said(english_ ? "plus " : "");
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

  /// "8-12" is a range; "555-0100" and more than two parts are groups of digits.
  std::optional<std::string> Grouped() {
    const auto rest = Rest();
    const auto first = Read(rest);
    const auto dash = Dash(rest.substr(first.size));
    if (dash == 0) return std::nullopt;
    const auto behind = rest.substr(first.size + dash);
    const auto second = Read(behind);
    if (second.size == 0) return std::nullopt;
    const auto after = behind.substr(second.size);
    const bool more = after.size() > 1 && after[0] == '-' && IsNumeral(after[1]);
    const bool code = !after.empty() && IsPlainLetter(after[0]) && !UnitAt(after).size;
    const bool telephone = first.size == 3 && second.size == 4;
    if (!more && !code && !telephone && behind[0] != '0' && rest[0] != '0') {
      at_ += first.size + dash;
      return DecimalInWords(words_, first.digits) + ' ' + std::string(words_.to) + ' ' + Plain();
    }
    std::string said = DigitsInWords(words_, rest.substr(0, NumeralsAt(rest)));
    at_ += NumeralsAt(rest);
    while (Rest().size() > 1 && Rest()[0] == '-' && IsNumeral(Rest()[1])) {
      ++at_;
      const auto digits = NumeralsAt(Rest());
      said += ", " + DigitsInWords(words_, Rest().substr(0, digits));
      at_ += digits;
    }
    return said;
  }

  struct Unit {
    std::size_t size = 0;
    const SpokenUnit* unit = nullptr;
  };
  Unit UnitAt(std::string_view text) const {
    if (!english_) return {};
    const std::size_t space = text.starts_with(' ') ? 1 : 0;
    Unit best;
    for (const auto& unit : EnglishUnits()) {
      // Behind a space a single letter may be a word of its own.
      if (space == 1 && unit.written.size() == 1) continue;
      const auto rest = text.substr(space);
      if (!rest.starts_with(unit.written)) continue;
      const auto behind = rest.substr(unit.written.size());
      if (!behind.empty() && (IsCodeCharacter(behind[0]))) continue;
      if (space + unit.written.size() > best.size) best = {space + unit.written.size(), &unit};
    }
    return best;
  }

  std::string Plain() {
    const auto number = Read(Rest());
    at_ += number.size;
    std::string said = DecimalInWords(words_, number.digits);
    if (Rest().starts_with("%") || Rest().starts_with(" %")) {
      at_ += Rest()[0] == '%' ? 1 : 2;
      return said + ' ' + std::string(words_.percent);
    }
    if (const auto unit = UnitAt(Rest()); unit.size > 0) {
      at_ += unit.size;
      return said + ' ' + std::string(number.digits == "1" ? unit.unit->one : unit.unit->many);
    }
    if (!english_) return said;
    const auto whole = Small(number.digits);
    for (const std::string_view end : {"st", "nd", "rd", "th"})
      if (Rest().starts_with(end) && (Rest().size() == 2 || !IsCodeCharacter(Rest()[2])) &&
          number.digits.size() <= 2 && whole < 32) {
        at_ += 2;
        return std::string(EnglishOrdinals()[static_cast<std::size_t>(whole)]);
      }
    const bool plain_year = number.size == 4 && number.digits.size() == 4 &&
                            (number.digits.starts_with("19") || number.digits.starts_with("20"));
    if (!Rest().empty() && IsPlainLetter(Rest()[0])) return said + ' ' + CodeFrom();
    return plain_year ? Year(whole) : said;
  }

  std::string CodeFrom() {
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
  std::optional<std::string> Code() {
    const auto rest = Rest();
    std::size_t size = 0;
    bool numeral = false;
    for (; size < rest.size() && IsCodeCharacter(rest[size]); ++size)
      numeral |= IsNumeral(rest[size]);
    if (!numeral) return std::nullopt;
    return CodeFrom();
  }

  std::string_view text_;
  const NumberWords& words_;
  bool english_;
  std::size_t at_ = 0;
};

/// Devanagari's own numerals as ours.
std::string WithPlainNumerals(std::string_view text) {
  std::string plain;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i).starts_with("\xE0\xA5") && i + 2 < text.size()) {
      const auto last = static_cast<unsigned char>(text[i + 2]);
      if (last >= 0xA6 && last <= 0xAF) {
        plain += static_cast<char>('0' + (last - 0xA6));
        i += 2;
        continue;
      }
    }
    plain += text[i];
  }
  return plain;
}

}  // namespace

std::string NumbersSaid(std::string_view written, std::string_view language,
                        std::vector<HumanizedChange>& changes) {
  const auto* words = NumberWordsOf(language);
  if (words == nullptr) return std::string(written);
  const std::string text = WithPlainNumerals(written);
  NumberReader reader(text, *words);
  std::string said;
  while (!reader.AtEnd()) {
    const auto from = reader.at();
    auto next = reader.Next();
    if (!next && !IsNumeral(text[from])) {
      said += reader.Take();
      continue;
    }
    if (!next) next = DigitsInWords(*words, std::string(1, reader.Take()));
    if (said.size() > 1 && said.back() == '-' && IsPlainLetter(said[said.size() - 2]))
      said.pop_back();
    if (!said.empty() && said.back() != ' ' && said.back() != '\n' && said.back() != '(')
      said += ' ';
    changes.push_back({"numbers", std::string(reader.Since(from)), *next});
    said += *next;
    if (!reader.AtEnd() && (IsCodeCharacter(text[reader.at()]) || text[reader.at()] < 0))
      said += ' ';
  }
  return said;
}

}  // namespace tocsin::voice
