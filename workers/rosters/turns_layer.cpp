#include "workers/rosters/turns_layer.hpp"

#include <date/tz.h>

#include <algorithm>

#include "workers/rosters/week_hours.hpp"
#include "workers/workflow/oncall/resource_tables.hpp"
#include "workers/workflow/oncall/rotation.hpp"

namespace tocsin::rosters {
namespace {

using workflow::LayerEntry;
using workflow::LocalMinutes;
using Unit = workflow::ShiftLength::Unit;

constexpr int kLongestTurn = 366;  // of any unit

/// Where turns begin, as a layer says it.
struct LayerStart {
  date::local_days day{};
  std::chrono::minutes time{0};
  bool within_week = false;  ///< the first turn is shorter: the weekday of the hand-over is said
  std::size_t first_person = 0;
};

std::chrono::minutes TimeIn(LocalMinutes local) { return local - date::floor<date::days>(local); }

/// The last day whose hand-over is not after the moment.
date::local_days DayNotAfter(const date::time_zone& zone, TimePoint at, std::chrono::minutes time) {
  auto day = date::floor<date::days>(zone.to_local(at)) + date::days(1);
  while (workflow::InstantOf(zone, day + time) > at) day -= date::days(1);
  return day;
}

/// Turn `begin` is in is the first one.
LayerStart StartWithin(const Turns& turns) {
  workflow::Rotation rotation{turns.name, turns.zone_name, turns.zone, {}};
  rotation.layers.push_back({.first = turns.first,
                             .begin = workflow::InstantOf(*turns.zone, turns.first),
                             .end = std::nullopt,
                             .every = turns.every,
                             .people = turns.people,
                             .restrictions = {}});
  const auto shift = *workflow::OnDuty(rotation, *turns.begin);
  LayerStart start;
  start.first_person = static_cast<std::size_t>(shift.people - rotation.layers[0].people.data());
  const auto local = date::floor<std::chrono::minutes>(turns.zone->to_local(shift.from));
  start.day = date::floor<date::days>(local);
  start.time = turns.every.unit == Unit::kHour ? TimeIn(local) : TimeIn(turns.first);
  if (turns.every.unit != Unit::kWeek || turns.every.count != 1) return start;
  const auto day = DayNotAfter(*turns.zone, *turns.begin, start.time);
  start.within_week = day != start.day;
  start.day = day;
  return start;
}

LayerStart StartOf(const Turns& turns) {
  if (turns.begin && *turns.begin > workflow::InstantOf(*turns.zone, turns.first))
    return StartWithin(turns);
  return {date::floor<date::days>(turns.first), TimeIn(turns.first)};
}

json::array PeopleFrom(const Turns& turns, std::size_t first) {
  json::array people;
  for (std::size_t i = 0; i < turns.people.size(); ++i) {
    const auto& turn = turns.people[(first + i) % turns.people.size()];
    json::array names;
    for (const auto& name : turn) names.push_back(json::value(name));
    people.push_back(names.size() == 1 ? names[0] : json::value(names));
  }
  return people;
}

std::string HandOverText(const LayerStart& start, LocalMinutes first) {
  workflow::HandOver handover;
  if (start.within_week) handover.weekday = date::weekday(date::floor<date::days>(first));
  handover.time.since_midnight = start.time;
  return handover.Text();
}

/// Whether somebody is on duty at some time of a stretch of at most some days.
bool HasHours(const Turns& turns, TimePoint from, TimePoint to) {
  for (auto at = date::ceil<std::chrono::minutes>(from); at < to; at += std::chrono::minutes(1)) {
    const auto local = date::floor<std::chrono::minutes>(turns.zone->to_local(at));
    const auto day = date::weekday(date::floor<date::days>(local)).iso_encoding() - 1;
    const auto minute = day * kDayMinutes + static_cast<std::size_t>(TimeIn(local).count());
    if (turns.hours[minute]) return true;
  }
  return false;
}

/// The day at whose hand-over turns end; nothing: never.
std::optional<date::local_days> UntilOf(const Turns& turns, std::chrono::minutes time,
                                        ExportReader& reader) {
  if (!turns.end) return std::nullopt;
  auto day = DayNotAfter(*turns.zone, *turns.end, time);
  if (workflow::InstantOf(*turns.zone, day + time) == *turns.end) return day;
  day += date::days(1);
  const TimePoint ends = workflow::InstantOf(*turns.zone, day + time);
  if (HasHours(turns, *turns.end, ends))
    reader.Lost(turns.mark, turns.name + ": ends at " +
                                workflow::LocalText(*turns.zone, *turns.end) +
                                ", which is no hand-over: carried over to end at " +
                                workflow::LocalText(*turns.zone, ends));
  return day;
}

void CheckBegin(const Turns& turns, const LayerStart& start, ExportReader& reader) {
  const TimePoint begins = workflow::InstantOf(*turns.zone, start.day + start.time);
  if (!turns.begin || *turns.begin <= begins) return;
  // Within turns of several weeks or months the stretch is long, and never without hours.
  if (*turns.begin - begins < std::chrono::hours(48) && !HasHours(turns, begins, *turns.begin))
    return;
  reader.Lost(turns.mark, turns.name + ": begins at " +
                              workflow::LocalText(*turns.zone, *turns.begin) +
                              ", which is no hand-over: carried over to begin at " +
                              workflow::LocalText(*turns.zone, begins));
}

}  // namespace

std::optional<workflow::ShiftLength> ShiftLengthOf(std::chrono::seconds length) {
  constexpr std::chrono::seconds kHour = std::chrono::hours(1);
  if (length < kHour || length % kHour != std::chrono::seconds(0)) return std::nullopt;
  const auto hours = length / kHour;
  const auto days = hours % 24 == 0 ? hours / 24 : 0;
  workflow::ShiftLength every{static_cast<int>(hours), Unit::kHour};
  if (days > 0) every = {static_cast<int>(days), Unit::kDay};
  if (days > 0 && days % 7 == 0) every = {static_cast<int>(days / 7), Unit::kWeek};
  if (every.count > kLongestTurn) return std::nullopt;
  return every;
}

std::optional<json::object> LayerOf(const Turns& turns, ExportReader& reader) {
  if (turns.hours.none()) {
    reader.Lost(turns.mark, turns.name + ": left out, it is never on duty");
    return std::nullopt;
  }
  const LayerStart start = StartOf(turns);
  const auto until = UntilOf(turns, start.time, reader);
  if (until && *until <= start.day) {
    reader.Lost(turns.mark, turns.name + ": left out, it ends before it begins");
    return std::nullopt;
  }
  CheckBegin(turns, start, reader);
  json::object layer;
  layer[NameOf<&LayerEntry::start>()] = workflow::LocalDate{start.day}.Text();
  if (until) layer[NameOf<&LayerEntry::until>()] = workflow::LocalDate{*until}.Text();
  layer[NameOf<&LayerEntry::every>()] = turns.every.Text();
  layer[NameOf<&LayerEntry::handover>()] = HandOverText(start, turns.first);
  layer[NameOf<&LayerEntry::people>()] = PeopleFrom(turns, start.first_person);
  if (auto hours = HoursJson(turns.hours); !hours.empty())
    layer[NameOf<&LayerEntry::restrictions>()] = std::move(hours);
  return layer;
}

}  // namespace tocsin::rosters
