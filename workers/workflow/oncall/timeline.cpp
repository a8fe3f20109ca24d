#include "workers/workflow/oncall/timeline.hpp"

#include <date/tz.h>

#include <functional>
#include <map>
#include <set>

namespace tocsin::workflow {
namespace {

constexpr std::chrono::minutes kDay = std::chrono::hours(24);

/// The moments at which the answer may change: every wall time that stands in the resources, on
/// each day, in its zone; the changes of the zones' clocks; what is said as an instant.
class Edges {
 public:
  Edges(const Resources& resources, TimePoint from, TimePoint to) : from_(from), to_(to) {
    for (const auto& calendar : resources.AllCalendars()) Add(calendar.hours, calendar.zone);
    for (const auto& contact : resources.AllContacts())
      if (contact.quiet) Add(contact.quiet->hours, contact.quiet->zone);
    for (const auto& rotation : resources.AllRotations())
      for (const auto& layer : rotation.layers) Add(layer, rotation.zone);
    for (const auto& one : resources.Overrides()) {
      Add(one.from);
      Add(one.to);
    }
    for (const auto& [zone, times] : times_) AddDays(*zone, times);
    edges_.insert(from);
  }

  /// In order, from `from` on, before `to`.
  const std::set<TimePoint>& All() const { return edges_; }

 private:
  void Add(TimePoint at) {
    if (at > from_ && at < to_) edges_.insert(at);
  }
  void Add(const std::vector<Hours>& hours, const date::time_zone* zone) {
    auto& times = times_[zone];
    times.insert(std::chrono::minutes(0));  // holidays
    for (const auto& one : hours) {
      times.insert(one.from % kDay);
      times.insert(one.to % kDay);
    }
  }
  void Add(const Layer& layer, const date::time_zone* zone) {
    Add(layer.restrictions, zone);
    for (const auto& turn : layer.planned) {
      Add(turn.from);
      Add(turn.to);
    }
    if (!layer.calendar.empty()) return;
    Add(layer.begin);
    if (layer.end) Add(*layer.end);
    const auto first = layer.first - date::floor<date::days>(layer.first);
    const auto step = layer.every.unit == ShiftLength::Unit::kHour ? std::chrono::hours(1)
                                                                   : std::chrono::hours(24);
    for (auto time = std::chrono::minutes(0); time < kDay; time += step)
      times_[zone].insert((first + time) % kDay);
  }

  void AddDays(const date::time_zone& zone, const std::set<std::chrono::minutes>& times) {
    const auto last = date::floor<date::days>(zone.to_local(to_)) + date::days(1);
    for (auto day = date::floor<date::days>(zone.to_local(from_)); day <= last;
         day += date::days(1))
      for (const auto time : times) {
        const LocalMinutes local = day + time;
        const auto info = zone.get_info(local);
        Add(InstantOf(zone, local));
        if (info.result == date::local_info::ambiguous)
          Add(TimePoint(local.time_since_epoch() - info.second.offset));
      }
    for (auto at = std::chrono::time_point_cast<std::chrono::seconds>(from_); at < to_;) {
      const auto info = zone.get_info(at);
      if (info.end <= at || info.end >= to_) break;
      Add(std::chrono::time_point_cast<Duration>(info.end));
      at = info.end;
    }
  }

  TimePoint from_;
  TimePoint to_;
  std::map<const date::time_zone*, std::set<std::chrono::minutes>> times_;
  std::set<TimePoint> edges_;
};

std::vector<DutySpan> SpansOf(const Edges& edges, TimePoint to,
                              const std::function<DutySpan(TimePoint)>& at) {
  std::vector<DutySpan> spans;
  for (const TimePoint edge : edges.All()) {
    DutySpan span = at(edge);
    span.from = edge;
    if (!spans.empty()) {
      spans.back().to = edge;
      if (spans.back().people == span.people && spans.back().open == span.open) continue;
    }
    spans.push_back(std::move(span));
  }
  if (!spans.empty()) spans.back().to = to;
  return spans;
}

}  // namespace

std::vector<DutySpan> Timeline(const Resources& resources, DutyQuery query, TimePoint from,
                               TimePoint to) {
  return SpansOf(Edges(resources, from, to), to, [&](TimePoint at) {
    query.at = at;
    const Duty duty = Resolve(resources, query);
    DutySpan span{.from = at, .to = at, .people = {}, .open = duty.open};
    for (const auto& rung : duty.rungs) span.people.push_back(rung.contact);
    return span;
  });
}

std::vector<DutySpan> Timeline(const Resources& resources, const Rotation& rotation, TimePoint from,
                               TimePoint to) {
  return SpansOf(Edges(resources, from, to), to, [&](TimePoint at) {
    const auto turn = TurnIn(resources, rotation, at);
    return DutySpan{
        .from = at, .to = at, .people = turn ? *turn->people : std::vector<std::string>()};
  });
}

}  // namespace tocsin::workflow
