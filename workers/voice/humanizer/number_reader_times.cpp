#include <algorithm>

#include "workers/voice/humanizer/number_reader.hpp"

// Dates and times of day, as languages write them.
namespace tocsin::voice {
namespace {

bool StartsWithAny(std::string_view text, std::span<const std::string_view> beginnings) {
  return std::ranges::any_of(beginnings, [&](auto one) { return text.starts_with(one); });
}

bool IsDay(int month, int day) { return month >= 1 && month <= 12 && day >= 1 && day <= 31; }

}  // namespace

/// "2026-03-05", in every language.
std::optional<std::string> NumberReader::Date() {
  const auto rest = Rest();
  if (rest.size() < 10 || NumeralsAt(rest) != 4 || rest[4] != '-' ||
      NumeralsAt(rest.substr(5)) != 2 || rest[7] != '-' || NumeralsAt(rest.substr(8)) != 2)
    return DayFirst();
  const WrittenDate date{.year = SmallNumber(rest.substr(0, 4)),
                         .month = SmallNumber(rest.substr(5, 2)),
                         .day = SmallNumber(rest.substr(8, 2)),
                         .before = WordBefore()};
  if (!IsDay(date.month, date.day)) return std::nullopt;
  at_ += 10;
  return forms_.date(date);
}

/// "5.3.2026"; "am 5.3." behind a word that makes a date of it.
std::optional<std::string> NumberReader::DayFirst() {
  const auto rest = Rest();
  const auto day = NumeralsAt(rest);
  if (forms_.date_mark == 0 || day > 2 || day >= rest.size() || rest[day] != forms_.date_mark)
    return std::nullopt;
  const auto month = NumeralsAt(rest.substr(day + 1));
  const auto marks = day + 1 + month;
  if (month == 0 || month > 2 || marks >= rest.size() || rest[marks] != forms_.date_mark)
    return std::nullopt;
  const auto year = NumeralsAt(rest.substr(marks + 1));
  WrittenDate date{.year = SmallNumber(rest.substr(marks + 1, year)),
                   .month = SmallNumber(rest.substr(day + 1, month)),
                   .day = SmallNumber(rest.substr(0, day)),
                   .before = WordBefore()};
  if (year == 2) date.year += 2000;
  const bool known = std::ranges::find(forms_.before_date, date.before) != forms_.before_date.end();
  if (!IsDay(date.month, date.day) || (year != 2 && year != 4 && !(year == 0 && known)))
    return std::nullopt;
  at_ += marks + 1 + year;
  return forms_.date(date);
}

/// Which half of the day follows.
DayHalf NumberReader::Half() {
  auto rest = Rest();
  const std::size_t space = rest.starts_with(' ') ? 1 : 0;
  rest.remove_prefix(space);
  for (const std::string_view half :
       {"a.m.", "p.m.", "a. m.", "p. m.", "am", "pm", "AM", "PM", "A.M.", "P.M."}) {
    if (!rest.starts_with(half) || !EndsWord(rest.substr(half.size()))) continue;
    // Its point may end the sentence too; in English a day's name may follow.
    const auto next = rest.substr(half.size());
    const bool capital = next.size() > 1 && next[0] == ' ' && next[1] >= 'A' && next[1] <= 'Z';
    const bool ends = half.ends_with('.') && (next.empty() || (capital && words_.code != "en"));
    at_ += space + half.size() - (ends ? 1 : 0);
    return half[0] == 'a' || half[0] == 'A' ? DayHalf::kMorning : DayHalf::kAfternoon;
  }
  return DayHalf::kNone;
}

std::optional<std::string> NumberReader::Time() {
  auto said = OneTime();
  if (!said) return std::nullopt;
  const auto start = at_;
  const auto dash = DashAt(Rest());
  at_ += dash;
  if (dash > 0)
    if (const auto second = OneTime()) return *said + ' ' + std::string(words_.to) + ' ' + *second;
  at_ = start;
  return said;
}

/// "15:30", with what belongs to it; without minutes where a half of the day or "Uhr" follows.
std::optional<std::string> NumberReader::OneTime() {
  const auto rest = Rest();
  const auto hours = NumeralsAt(rest);
  if (hours == 0 || hours > 2) return std::nullopt;
  WrittenTime time{.hour = SmallNumber(rest.substr(0, hours))};
  const auto start = at_;
  const auto mark =
      rest.size() >= hours + 3 && NumeralsAt(rest.substr(hours + 1)) == 2 ? rest[hours] : '\0';
  // "15.30 Uhr"
  const bool point = mark == '.' && StartsWithAny(rest.substr(hours + 3), forms_.clock);
  const bool minutes = mark == ':' || point;
  if (minutes) time.minute = SmallNumber(rest.substr(hours + 1, 2));
  if (time.hour > 24 || time.minute > 59) return std::nullopt;
  time.part_given =
      std::ranges::find(forms_.parts_before, WordBefore()) != forms_.parts_before.end();
  at_ += hours + (minutes ? 3 : 0);
  if (time.hour <= 12) time.half = Half();
  bool clock = false;
  for (const auto word : forms_.clock)
    if (!clock && Rest().starts_with(word) && EndsWord(Rest().substr(word.size()))) {
      at_ += word.size();
      clock = true;
    }
  // Without minutes a unit's rule says it: "15 Uhr", "15 h".
  const bool alone = time.half == DayHalf::kNone && !(clock && words_.code == "hi");
  if (!minutes && alone) {
    at_ = start;
    return std::nullopt;
  }
  time.part_given = time.part_given || StartsWithAny(Rest(), forms_.parts_behind);
  return forms_.time(time);
}

}  // namespace tocsin::voice
