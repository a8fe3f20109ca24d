#include "workers/rosters/arrangement.hpp"

#include <algorithm>

namespace tocsin::rosters {
namespace {

TimePoint BeginOf(const Turns& turns) {
  const TimePoint first = workflow::InstantOf(*turns.zone, turns.first);
  return turns.begin ? std::max(*turns.begin, first) : first;
}

/// Whether both may be on duty at one moment.
bool Together(const Turns& one, const Turns& other) {
  if (one.end && *one.end <= BeginOf(other)) return false;
  if (other.end && *other.end <= BeginOf(one)) return false;
  // Hours of different zones are never compared.
  return one.zone != other.zone || (one.hours & other.hours).any();
}

/// Whether somebody stands in in these turns and not in all.
bool StandsAlone(const Schedule& schedule, const Turns& turns) {
  return std::ranges::any_of(schedule.stand_ins, [&](const StandIn& one) {
    return std::ranges::find(one.turns, turns.id) != one.turns.end();
  });
}

bool Fits(const Schedule& schedule, const Column& column, const Turns& turns) {
  if (StandsAlone(schedule, turns) || StandsAlone(schedule, *column.front())) return false;
  return std::ranges::all_of(column, [&](const Turns* other) {
    return other->zone == turns.zone && (other->level != turns.level || !Together(*other, turns));
  });
}

/// The turns of other columns that go before one of this.
Column Above(const Column& column, const std::vector<const Turns*>& all) {
  Column above;
  for (const Turns* turns : all) {
    const bool here = std::ranges::find(column, turns) != column.end();
    const bool covers = std::ranges::any_of(column, [&](const Turns* lower) {
      return lower->level < turns->level && lower->zone == turns->zone && Together(*lower, *turns);
    });
    if (!here && covers) above.push_back(turns);
  }
  return above;
}

}  // namespace

std::vector<Column> Arrange(const Schedule& schedule) {
  std::vector<const Turns*> all;
  for (const auto& turns : schedule.turns) all.push_back(&turns);
  std::ranges::stable_sort(all, {}, &Turns::level);
  std::vector<Column> columns;
  for (const Turns* turns : all) {
    auto place = std::ranges::find_if(
        columns, [&](const Column& column) { return Fits(schedule, column, *turns); });
    if (place == columns.end()) place = columns.insert(columns.end(), Column());
    place->push_back(turns);
  }
  const std::vector<Column> own = columns;
  for (std::size_t i = 0; i < own.size(); ++i) {
    // Of one level those of the column itself go last, and so before the others.
    Column whole = Above(own[i], all);
    whole.insert(whole.end(), own[i].begin(), own[i].end());
    std::ranges::stable_sort(whole, {}, &Turns::level);
    columns[i] = std::move(whole);
  }
  return columns;
}

}  // namespace tocsin::rosters
