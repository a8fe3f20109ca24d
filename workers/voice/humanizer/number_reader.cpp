#include "workers/voice/humanizer/number_reader.hpp"

#include <charconv>

namespace tocsin::voice {

std::size_t NumeralsAt(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && IsNumeral(text[size])) ++size;
  return size;
}

int SmallNumber(std::string_view digits) {
  int number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

std::optional<std::string> NumberReader::Next() {
  const char before = at_ == 0 ? ' ' : text_[at_ - 1];
  const auto rest = Rest();
  // "Büro5": what stands behind a letter of another alphabet is no code of its own.
  if (IsCodeCharacter(before) || (before < 0 && IsPlainLetter(rest[0]))) return std::nullopt;
  if (auto said = Money()) return said;
  if (rest.size() > 1 && rest[0] == '-' && IsNumeral(rest[1]) &&
      (before == ' ' || before == '(' || before == '\n')) {
    ++at_;
    if (auto said = NextNumber()) return std::string(words_.minus) + ' ' + *said;
    --at_;
    return std::nullopt;
  }
  if (rest.size() > 1 && rest[0] == '+' && IsNumeral(rest[1])) return Telephone();
  return IsNumeral(rest[0]) ? NextNumber() : Code();
}

std::string_view NumberReader::WordBefore() const {
  auto before = text_.substr(0, at_);
  if (!before.ends_with(' ')) return {};
  before.remove_suffix(1);
  const auto space = before.find_last_of(" \n");
  const auto word = before.substr(space == std::string_view::npos ? 0 : space + 1);
  const bool ends = word.empty() || (word.back() > 0 && !IsCodeCharacter(word.back()));
  return ends ? std::string_view() : word;
}

std::optional<std::string> NumberReader::NextNumber() {
  for (const auto form : {&NumberReader::Date, &NumberReader::Time, &NumberReader::Address})
    if (auto said = (this->*form)()) return said;
  if (auto said = Grouped()) return said;
  return Plain();
}

NumberReader::Number NumberReader::Read(std::string_view text) const {
  Number number{NumeralsAt(text), std::string(text.substr(0, NumeralsAt(text)))};
  if (number.size == 0) return number;
  while (number.size + 1 < text.size()) {
    const char mark = text[number.size];
    if (mark != ',' && mark != '.') break;
    const auto more = NumeralsAt(text.substr(number.size + 1));
    if (more == 0) break;
    const bool three = more == 3 || (more == 2 && words_.code == "hi");
    // Spanish is written in both ways.
    const bool groups =
        three && (mark == (forms_.decimal_comma ? '.' : ',') || words_.code == "es");
    if (!groups && mark == ',' && !forms_.decimal_comma) break;
    const auto digits = text.substr(number.size + 1, more);
    number.size += 1 + more;
    if (groups) {
      number.digits += digits;
      continue;
    }
    number.digits += (mark == ',' && !words_.comma.empty() ? ',' : '.') + std::string(digits);
    break;
  }
  return number;
}

const Currency* NumberReader::CurrencyAt(std::string_view text) const {
  for (const auto& one : words_.currencies)
    if (text.starts_with(one.sign)) return &one;
  return nullptr;
}

std::size_t NumberReader::DashAt(std::string_view text) {
  for (const std::string_view dash : {" - ", " \u2013 ", "-", "\u2013"})
    if (text.starts_with(dash)) return dash.size();
  return 0;
}

NumberReader::Unit NumberReader::LongestOf(std::span<const SpokenUnit> units,
                                           std::string_view text) {
  Unit best;
  for (const auto& unit : units)
    if (unit.written.size() > best.size && text.starts_with(unit.written) &&
        EndsWord(text.substr(unit.written.size())))
      best = {unit.written.size(), &unit};
  return best;
}

NumberReader::Unit NumberReader::UnitAt(std::string_view text) const {
  const std::size_t space = text.starts_with(' ') ? 1 : 0;
  auto best = LongestOf(forms_.units, text.substr(space));
  // Behind a space a single letter may be a word of its own, in English.
  if (best.size == 0 || (space == 1 && best.size == 1 && words_.code == "en")) return {};
  best.size += space;
  return best;
}

std::string NumberReader::Counted(const Number& number, const SpokenUnit& unit) const {
  return AmountInWords(words_, number.digits, unit.feminine) + ' ' +
         std::string(number.digits == "1" ? unit.one : unit.many);
}

std::string NumberReader::MoneyInMagnitudes(const Number& number, const SpokenUnit& magnitude,
                                            const Currency& currency) const {
  auto said = Counted(number, magnitude) + ' ';
  if (!words_.of_millions.empty() && magnitude.many != magnitude.one)
    said += std::string(words_.of_millions) + ' ';
  return said + std::string(currency.many);
}

/// "8000 €", "3 Mio. €".
std::optional<std::string> NumberReader::MoneyBehind() {
  const auto number = Read(Rest());
  if (number.size == 0) return std::nullopt;
  const auto magnitude = LongestOf(forms_.magnitudes, Rest().substr(number.size));
  const auto end = number.size + magnitude.size;
  const auto behind = Rest().substr(end);
  const std::size_t space = behind.starts_with(' ') ? 1 : 0;
  const auto* currency = CurrencyAt(behind.substr(space));
  if (currency == nullptr) return std::nullopt;
  const auto after = end + space + currency->sign.size();
  if (after < Rest().size() && IsNumeral(Rest()[after])) return std::nullopt;
  at_ += after;
  return magnitude.unit == nullptr ? MoneyInWords(words_, *currency, number.digits)
                                   : MoneyInMagnitudes(number, *magnitude.unit, *currency);
}

std::optional<std::string> NumberReader::Money() {
  const auto* currency = CurrencyAt(Rest());
  if (currency == nullptr) return MoneyBehind();
  auto lead = currency->sign.size();
  if (Rest().substr(lead).starts_with(' ') && words_.code != "en") ++lead;  // "€ 5"
  auto first = Read(Rest().substr(lead));
  if (first.size == 0) return std::nullopt;
  std::size_t end = lead + first.size;
  if (const auto magnitude = LongestOf(forms_.magnitudes, Rest().substr(end));
      magnitude.unit != nullptr) {
    at_ += end + magnitude.size;
    return MoneyInMagnitudes(first, *magnitude.unit, *currency);
  }
  std::string text;
  if (const auto dash = DashAt(Rest().substr(end)); dash > 0) {
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

/// "8-12" is a range; "555-0100" and more than two parts are groups of digits.
std::optional<std::string> NumberReader::Grouped() {
  const auto rest = Rest();
  const auto first = Read(rest);
  const auto dash = DashAt(rest.substr(first.size));
  if (dash == 0) return std::nullopt;
  const auto behind = rest.substr(first.size + dash);
  const auto second = Read(behind);
  if (second.size == 0) return std::nullopt;
  const auto after = behind.substr(second.size);
  const bool more = after.size() > 1 && after[0] == '-' && IsNumeral(after[1]);
  const bool code = !after.empty() && IsPlainLetter(after[0]) && UnitAt(after).size == 0;
  const bool telephone = first.size == 3 && second.size == 4;
  if (!more && !code && !telephone && behind[0] != '0' && rest[0] != '0') {
    at_ += first.size + dash;
    const auto to = DecimalInWords(words_, first.digits) + ' ' + std::string(words_.to) + ' ';
    if (auto money = MoneyBehind()) return to + *money;
    return to + Plain();
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

std::string NumberReader::Plain() {
  const auto before = WordBefore();
  const auto number = Read(Rest());
  at_ += number.size;
  std::string said = DecimalInWords(words_, number.digits);
  if (Rest().starts_with("%") || Rest().starts_with(" %")) {
    at_ += Rest()[0] == '%' ? 1 : 2;
    return said + ' ' + std::string(words_.percent);
  }
  if (const auto unit = UnitAt(Rest()); unit.size > 0) {
    at_ += unit.size;
    return Counted(number, *unit.unit);
  }
  const auto magnitude = LongestOf(forms_.magnitudes, Rest());
  if (magnitude.size > 1 && Rest()[0] == ' ') {
    at_ += magnitude.size;
    return Counted(number, *magnitude.unit);
  }
  const auto whole = SmallNumber(number.digits);
  if (number.digits.size() <= 2 && whole < 32)
    if (auto ordinal = forms_.ordinal(whole, Rest(), before); ordinal.size > 0) {
      at_ += ordinal.size;
      return std::move(ordinal.said);
    }
  const bool plain_year = number.size == 4 && number.digits.size() == 4 &&
                          (number.digits.starts_with("19") || number.digits.starts_with("20"));
  if (!Rest().empty() && IsPlainLetter(Rest()[0])) return said + ' ' + CodeFrom();
  return plain_year ? forms_.year(whole) : said;
}

}  // namespace tocsin::voice
