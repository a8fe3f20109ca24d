#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin {

using Duration = std::chrono::milliseconds;
/// UTC wall time, millisecond steps: what is stored, compared between machines and shown to people.
using TimePoint = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// "2026-03-07T01:10:00.250Z" (always UTC, always milliseconds).
std::string FormatTime(TimePoint time);
/// RFC 3339 with any offset and any number of fraction digits.
Result<TimePoint> ParseTime(std::string_view text);

/// A length of time as people write it: calendar months, whose length depends on where they begin,
/// and a fixed rest. Never negative.
struct TimeSpan {
  int months = 0;
  Duration rest{0};
};
/// The end of a span that begins at `start`, by the UTC calendar: months first (31 January and one
/// month is the last of February), then the rest.
TimePoint operator+(TimePoint start, TimeSpan span);

/// As ParseDuration, with years and months of ISO 8601 too: "P1Y", "P1M", "P1Y2M10DT2H". Parts
/// stand in this order, each at most once, a "T" never alone at the end; a fraction of a year must
/// be whole months.
Result<TimeSpan> ParseTimeSpan(std::string_view text);
/// "1s", "250ms", "45m", "1h30m", "2d" or ISO 8601 "PT1H30M", "P1DT2S"; never negative. Months and
/// years are refused: their length depends on the day.
Result<Duration> ParseDuration(std::string_view text);
/// The shortest spelling that ParseDuration reads back: "1h30m", "250ms", "0s".
std::string FormatDuration(Duration duration);

}  // namespace tocsin
