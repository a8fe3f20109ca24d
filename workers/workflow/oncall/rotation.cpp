#include "workers/workflow/oncall/rotation.hpp"

#include <date/tz.h>

#include <algorithm>

namespace tocsin::workflow {
namespace {

/// The wall time of the hand-over that begins turn `number`. A month begins on the same day of the
/// month, or on its last where it has no such day.
LocalMinutes HandOverOf(const Layer& layer, std::int64_t number) {
  const std::int64_t units = number * layer.every.count;
  switch (layer.every.unit) {
    case ShiftLength::Unit::kHour:
      return layer.first + std::chrono::hours(units);
    case ShiftLength::Unit::kDay:
      return layer.first + date::days(units);
    case ShiftLength::Unit::kWeek:
      return layer.first + date::weeks(units);
    case ShiftLength::Unit::kMonth:
      break;
  }
  const auto day = date::floor<date::days>(layer.first);
  auto date = date::year_month_day(day) + date::months(units);
  if (!date.ok()) date = date.year() / date.month() / date::last;
  return date::local_days(date) + (layer.first - day);
}

/// At most one away from the turn at `at`, which ends a day later or earlier by the zone's changes.
std::int64_t RoughTurn(const Layer& layer, const date::time_zone& zone, TimePoint at) {
  const auto local = date::floor<std::chrono::minutes>(zone.to_local(at));
  const auto passed = local - layer.first;
  switch (layer.every.unit) {
    case ShiftLength::Unit::kHour:
      return passed / std::chrono::hours(layer.every.count);
    case ShiftLength::Unit::kDay:
      return passed / date::days(layer.every.count);
    case ShiftLength::Unit::kWeek:
      return passed / date::weeks(layer.every.count);
    case ShiftLength::Unit::kMonth:
      break;
  }
  const auto month_of = [](LocalMinutes time) {
    const date::year_month_day date(date::floor<date::days>(time));
    return date.year() / date.month();
  };
  return (month_of(local) - month_of(layer.first)).count() / layer.every.count;
}

std::optional<Shift> PlannedTurnOf(const Layer& layer, TimePoint at) {
  const auto after = std::ranges::upper_bound(layer.planned, at, {}, &PlannedTurn::from);
  if (after == layer.planned.begin()) return std::nullopt;
  const auto& turn = *std::prev(after);
  if (at >= turn.to) return std::nullopt;
  return Shift{&layer.people[turn.whose], turn.from, turn.to};
}

std::optional<Shift> TurnOf(const Layer& layer, const date::time_zone& zone, TimePoint at) {
  if (at < layer.begin || (layer.end && at >= *layer.end)) return std::nullopt;
  if (!layer.restrictions.empty() && !IsWithin(layer.restrictions, {}, zone, at))
    return std::nullopt;
  if (!layer.calendar.empty()) return PlannedTurnOf(layer, at);
  const auto begin_of = [&](std::int64_t number) {
    return InstantOf(zone, HandOverOf(layer, number));
  };
  std::int64_t turn = RoughTurn(layer, zone, at);
  while (begin_of(turn) > at) --turn;
  while (begin_of(turn + 1) <= at) ++turn;
  const auto size = static_cast<std::int64_t>(layer.people.size());
  const auto whose = static_cast<std::size_t>(((turn % size) + size) % size);
  return Shift{&layer.people[whose], begin_of(turn), begin_of(turn + 1)};
}

}  // namespace

std::optional<Shift> OnDuty(const Rotation& rotation, TimePoint at) {
  for (auto layer = rotation.layers.rbegin(); layer != rotation.layers.rend(); ++layer)
    if (auto turn = TurnOf(*layer, *rotation.zone, at)) return turn;
  return std::nullopt;
}

}  // namespace tocsin::workflow
