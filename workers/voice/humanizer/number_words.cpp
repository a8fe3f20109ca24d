#include "workers/voice/humanizer/number_words.hpp"

#include <charconv>

#include "schemas/language_tag.hpp"

namespace tocsin::voice {
namespace {

constexpr std::uint64_t kLargest = 1'000'000'000'000'000;
constexpr std::size_t kMostDigits = 15;
constexpr std::string_view kDecimalMarks = ".,";

void AddWord(std::string& text, std::string_view word) {
  if (!text.empty()) text += ' ';
  text += word;
}

std::uint64_t WholeOf(std::string_view digits) {
  std::uint64_t number = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return number;
}

}  // namespace

const NumberWords* NumberWordsOf(std::string_view tag) {
  const auto code = MainTag(tag);
  for (const auto* one :
       {&EnglishNumberWords(), &GermanNumberWords(), &SpanishNumberWords(), &HindiNumberWords()})
    if (one->code == code) return one;
  return nullptr;
}

std::string InWords(const NumberWords& words, std::uint64_t number) {
  if (number >= kLargest) return DigitsInWords(words, std::to_string(number));
  if (number < 100) return std::string(words.small[number]);
  std::string text;
  for (const auto& scale : words.scales) {
    const auto count = number / scale.value;
    if (count == 0) continue;
    if (count == 1 && scale.one_is_whole) {
      AddWord(text, scale.one);
    } else {
      AddWord(text, CountInWords(words, count, scale.feminine));
      AddWord(text, count == 1 ? scale.one : scale.many);
    }
    number %= scale.value;
  }
  if (number >= 100)
    AddWord(text, words.hundreds(number));
  else if (number > 0)
    AddWord(text, words.small[number]);
  return text;
}

std::string CountInWords(const NumberWords& words, std::uint64_t number, bool feminine) {
  auto text = InWords(words, number);
  return words.before_noun == nullptr ? text : words.before_noun(std::move(text), feminine);
}

std::string DigitsInWords(const NumberWords& words, std::string_view digits) {
  std::string text;
  for (const char c : digits)
    if (c >= '0' && c <= '9') AddWord(text, words.small[static_cast<std::size_t>(c - '0')]);
  return text;
}

std::string DecimalInWords(const NumberWords& words, std::string_view number) {
  const auto point = number.find_first_of(kDecimalMarks);
  const auto whole = number.substr(0, point);
  const bool spelled = whole.size() > kMostDigits || (whole.size() > 1 && whole[0] == '0');
  std::string text = spelled ? DigitsInWords(words, whole) : InWords(words, WholeOf(whole));
  if (point == std::string_view::npos) return text;
  AddWord(text, number[point] == ',' && !words.comma.empty() ? words.comma : words.point);
  AddWord(text, DigitsInWords(words, number.substr(point + 1)));
  return text;
}

std::string AmountInWords(const NumberWords& words, std::string_view number, bool feminine) {
  auto text = DecimalInWords(words, number);
  const bool whole = number.find_first_of(kDecimalMarks) == std::string_view::npos;
  return whole && words.before_noun != nullptr ? words.before_noun(std::move(text), feminine)
                                               : text;
}

std::string MoneyInWords(const NumberWords& words, const Currency& currency,
                         std::string_view amount) {
  const auto point = amount.find_first_of(kDecimalMarks);
  const auto whole = amount.substr(0, point);
  auto cents =
      point == std::string_view::npos ? std::string() : std::string(amount.substr(point + 1));
  if (cents.size() == 1) cents += '0';
  const bool odd = cents.size() > 2 || currency.cent.empty();
  auto text = AmountInWords(words, odd ? amount : whole, currency.feminine);
  const bool whole_million = whole.size() > 6 && whole.ends_with("000000");
  if (whole_million && !words.of_millions.empty()) AddWord(text, words.of_millions);
  AddWord(text, whole == "1" && (!odd || whole == amount) ? currency.one : currency.many);
  const auto number = odd ? 0 : WholeOf(cents);
  if (number == 0) return text;
  AddWord(text, words.and_cents);
  AddWord(text, CountInWords(words, number, false));
  AddWord(text, number == 1 ? currency.cent : currency.cents);
  return text;
}

}  // namespace tocsin::voice
