#include "schemas/time.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace tocsin {
namespace {

using std::chrono::duration_cast;

Error BadTime(std::string_view text) {
  return {ErrorKind::kInvalid, "not an RFC 3339 time: '" + std::string(text.substr(0, 40)) + "'",
          "time"};
}

Error BadDuration(std::string_view text) {
  return {ErrorKind::kInvalid,
          "not a duration: '" + std::string(text.substr(0, 40)) +
              "' (use 30s, 250ms, 1h30m or ISO 8601 such as PT1H30M)",
          "duration"};
}

/// Reads exactly `width` digits at `at` and moves on; -1 when they are not there.
int Digits(std::string_view text, std::size_t& at, std::size_t width) {
  if (at + width > text.size()) return -1;
  int value = 0;
  for (std::size_t i = 0; i < width; ++i) {
    const char c = text[at + i];
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  at += width;
  return value;
}

bool Skip(std::string_view text, std::size_t& at, std::string_view any_of) {
  if (at >= text.size() || any_of.find(text[at]) == std::string_view::npos) return false;
  ++at;
  return true;
}

/// A decimal number with an optional fraction, scaled to milliseconds of `unit_ms`; false when
/// absent.
bool Number(std::string_view text, std::size_t& at, double& value) {
  const auto [end, error] =
      std::from_chars(text.data() + at, text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc{} || value < 0) return false;
  at = static_cast<std::size_t>(end - text.data());
  return true;
}

constexpr double kLongestMilliseconds = 100.0 * 366 * 24 * 3600 * 1000;  // a hundred years
constexpr double kMostMonths = 1200;

Result<Duration> Total(double milliseconds, std::string_view text) {
  if (!(milliseconds <= kLongestMilliseconds)) return Fail(BadDuration(text));
  return Duration(static_cast<Duration::rep>(milliseconds + 0.5));
}

struct IsoUnit {
  char name;
  bool of_time;
  double months;
  double milliseconds;
};
/// In the order that ISO 8601 gives them.
constexpr IsoUnit kIsoUnits[] = {
    {'Y', false, 12, 0},         {'M', false, 1, 0},        {'W', false, 0, 7 * 86'400'000.0},
    {'D', false, 0, 86'400'000}, {'H', true, 0, 3'600'000}, {'M', true, 0, 60'000},
    {'S', true, 0, 1'000}};

Result<TimeSpan> ParseIso(std::string_view text) {
  std::size_t at = 1;
  std::size_t next_unit = 0;
  bool in_time = false;
  bool any = false;  // since "P" or "T"
  double months = 0;
  double milliseconds = 0;
  while (at < text.size()) {
    if (!in_time && Skip(text, at, "T")) {
      in_time = true;
      any = false;
      continue;
    }
    double value = 0;
    const bool digit = text[at] >= '0' && text[at] <= '9';
    if (!digit || !Number(text, at, value) || at >= text.size() || text[at - 1] == '.')
      return Fail(BadDuration(text));
    while (next_unit < std::size(kIsoUnits) &&
           (kIsoUnits[next_unit].name != text[at] || kIsoUnits[next_unit].of_time != in_time))
      ++next_unit;
    if (next_unit == std::size(kIsoUnits)) return Fail(BadDuration(text));
    const IsoUnit& unit = kIsoUnits[next_unit++];
    months += value * unit.months;
    milliseconds += value * unit.milliseconds;
    ++at;
    any = true;
  }
  if (!any || !(months <= kMostMonths)) return Fail(BadDuration(text));
  if (months != std::floor(months))
    return Fail(ErrorKind::kInvalid,
                "not a duration: '" + std::string(text.substr(0, 40)) +
                    "': a fraction of a month has no length of its own; write days",
                "duration");
  TRY_ASSIGN(const Duration rest, Total(milliseconds, text));
  return TimeSpan{static_cast<int>(months), rest};
}

}  // namespace

std::string FormatTime(TimePoint time) {
  const auto days = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date{days};
  const std::chrono::hh_mm_ss clock{time - days};
  std::string text = "0000-00-00T00:00:00.000Z";
  // Several for every run: by hand, for std::snprintf takes ten times as long.
  const auto put = [&text](std::size_t end, std::int64_t number) {
    for (; number > 0; number /= 10) text[--end] = static_cast<char>('0' + number % 10);
  };
  put(4, std::clamp(static_cast<int>(date.year()), 0, 9999));
  put(7, static_cast<unsigned>(date.month()));
  put(10, static_cast<unsigned>(date.day()));
  put(13, clock.hours().count());
  put(16, clock.minutes().count());
  put(19, clock.seconds().count());
  put(23, clock.subseconds().count());
  return text;
}

Result<TimePoint> ParseTime(std::string_view text) {
  using namespace std::chrono;
  std::size_t at = 0;
  const int y = Digits(text, at, 4);
  if (y < 0 || !Skip(text, at, "-")) return Fail(BadTime(text));
  const int month_number = Digits(text, at, 2);
  if (month_number < 0 || !Skip(text, at, "-")) return Fail(BadTime(text));
  const int day_number = Digits(text, at, 2);
  if (day_number < 0 || !Skip(text, at, "Tt ")) return Fail(BadTime(text));
  const int h = Digits(text, at, 2);
  if (h < 0 || h > 23 || !Skip(text, at, ":")) return Fail(BadTime(text));
  const int m = Digits(text, at, 2);
  if (m < 0 || m > 59 || !Skip(text, at, ":")) return Fail(BadTime(text));
  const int s = Digits(text, at, 2);
  if (s < 0 || s > 60) return Fail(BadTime(text));
  int fraction_ms = 0;
  if (Skip(text, at, ".,")) {
    int scale = 100;
    const std::size_t start = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
      fraction_ms += (text[at] - '0') * scale;
      scale /= 10;
      ++at;
    }
    if (at == start) return Fail(BadTime(text));
  }
  minutes offset{0};
  if (!Skip(text, at, "Zz")) {
    const bool negative = at < text.size() && text[at] == '-';
    if (!Skip(text, at, "+-")) return Fail(BadTime(text));
    const int offset_hours = Digits(text, at, 2);
    Skip(text, at, ":");
    const int offset_minutes = Digits(text, at, 2);
    if (offset_hours < 0 || offset_hours > 23 || offset_minutes < 0 || offset_minutes > 59)
      return Fail(BadTime(text));
    offset = minutes{offset_hours * 60 + offset_minutes} * (negative ? -1 : 1);
  }
  const year_month_day date{year{y}, month{static_cast<unsigned>(month_number)},
                            day{static_cast<unsigned>(day_number)}};
  if (at != text.size() || !date.ok()) return Fail(BadTime(text));
  return TimePoint(sys_days{date}.time_since_epoch() + hours{h} + minutes{m} + seconds{s} +
                   milliseconds{fraction_ms} - offset);
}

TimePoint operator+(TimePoint start, TimeSpan span) {
  if (span.months == 0) return start + span.rest;
  using namespace std::chrono;
  const auto day = floor<days>(start);
  auto date = year_month_day(day) + months(span.months);
  if (!date.ok()) date = date.year() / date.month() / last;
  return sys_days(date) + (start - day) + span.rest;
}

Result<Duration> ParseDuration(std::string_view text) {
  TRY_ASSIGN(const TimeSpan span, ParseTimeSpan(text));
  if (span.months == 0) return span.rest;
  return Fail(ErrorKind::kInvalid,
              "not a length of time of its own: '" + std::string(text.substr(0, 40)) +
                  "': months and years depend on the day they begin; write days or hours",
              "duration");
}

Result<TimeSpan> ParseTimeSpan(std::string_view text) {
  if (text.starts_with('P')) return ParseIso(text);
  std::size_t at = 0;
  double total = 0;
  bool any = false;
  while (at < text.size()) {
    double value = 0;
    if (!Number(text, at, value)) return Fail(BadDuration(text));
    const std::string_view rest = text.substr(at);
    if (rest.starts_with("ms"))
      total += value, at += 2;
    else if (rest.starts_with("s"))
      total += value * 1'000, at += 1;
    else if (rest.starts_with("m"))
      total += value * 60'000, at += 1;
    else if (rest.starts_with("h"))
      total += value * 3'600'000, at += 1;
    else if (rest.starts_with("d"))
      total += value * 86'400'000, at += 1;
    else
      return Fail(BadDuration(text));
    any = true;
  }
  if (!any) return Fail(BadDuration(text));
  TRY_ASSIGN(const Duration rest, Total(total, text));
  return TimeSpan{0, rest};
}

std::string FormatDuration(Duration duration) {
  auto rest = duration.count();
  if (rest == 0) return "0s";
  std::string text;
  const auto take = [&](Duration::rep unit, const char* name) {
    if (rest < unit) return;
    text += std::to_string(rest / unit) + name;
    rest %= unit;
  };
  take(86'400'000, "d");
  take(3'600'000, "h");
  take(60'000, "m");
  take(1'000, "s");
  take(1, "ms");
  return text;
}

}  // namespace tocsin
