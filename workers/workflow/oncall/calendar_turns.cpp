#include "workers/workflow/oncall/calendar_turns.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "schemas/trimmed.hpp"
#include "workers/workflow/oncall/icalendar.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kMostPlannedTurns = 100'000;
constexpr LocalMinutes kLastBegin = date::local_days(date::year(2037) / 12 / 31);

std::string SmallTrimmed(std::string_view text) {
  std::string small(Trimmed(text));
  std::ranges::transform(small, small.begin(), [](char one) {
    return one >= 'A' && one <= 'Z' ? static_cast<char>(one - 'A' + 'a') : one;
  });
  return small;
}

/// Reads the events of one calendar as who is on duty when.
class CalendarTurns {
 public:
  CalendarTurns(const Rotation& rotation, const std::string& file,
                const std::vector<Contact>& contacts, std::vector<Finding>& findings)
      : rotation_(rotation), file_(file), contacts_(contacts), findings_(findings) {}

  /// Both parts of a layer: who they are, and when.
  void Read(const CalendarFile& calendar, Layer& layer) {
    for (const auto& event : calendar.events)
      if (event.replaced)
        if (const auto* zone = ZoneOf(event))
          replaced_.emplace(event.uid, InstantOf(*zone, *event.replaced));
    for (const auto& event : calendar.events)
      if (!event.cancelled) Add(event);
    if (calendar.events.empty())
      Error({1, 1}, "the calendar has no events: nobody would be on duty");
    Cut(layer);
  }

 private:
  using People = std::set<std::size_t>;  ///< of contacts_

  void Error(Mark mark, std::string text) {
    findings_.push_back({file_, mark, Finding::Level::kError, std::move(text)});
  }

  const date::time_zone* ZoneOf(const CalendarEvent& event) const {
    return event.zone.empty() ? rotation_.zone : LocateZone(event.zone);
  }

  void Add(const CalendarEvent& event) {
    const auto* zone = ZoneOf(event);
    if (zone == nullptr) return Error(event.mark, "time zone " + FaultOfZone(event.zone));
    if (event.and_future)
      return Error(event.mark,
                   "RANGE of RECURRENCE-ID is not understood: end the recurring event "
                   "there and begin another");
    const auto people = PeopleOf(event);
    if (people.empty()) return;  // told
    const auto begins = BeginsOf(event, kLastBegin, kMostPlannedTurns);
    if (!begins) return Error(event.mark, begins.error());
    for (const auto begin : *begins) {
      const auto from = InstantOf(*zone, begin);
      const auto to = InstantOf(*zone, begin + event.length);
      if (from >= to || (!event.replaces && replaced_.contains({event.uid, from}))) continue;
      if (++turns_ > kMostPlannedTurns) {
        if (turns_ == kMostPlannedTurns + 1)
          Error(event.mark, "the calendar has more than " + std::to_string(kMostPlannedTurns) +
                                " turns until the end of 2037; give recurring events an UNTIL");
        return;
      }
      for (const auto who : people) {
        ++changes_[from][who];
        --changes_[to][who];
      }
    }
  }

  /// Whom the event names; nobody: told.
  People PeopleOf(const CalendarEvent& event) {
    const auto summary = SmallTrimmed(event.summary);
    People people = Those([&](const Contact& one) { return SmallTrimmed(one.id) == summary; });
    if (people.empty() && !summary.empty()) {
      people = Those([&](const Contact& one) { return SmallTrimmed(one.name) == summary; });
      if (people.size() > 1) return Ambiguous(event, people);
    }
    if (people.empty())
      people = Those([&](const Contact& one) {
        return !one.email.empty() &&
               std::ranges::any_of(event.attendees, [&](const std::string& email) {
                 return SmallTrimmed(email) == SmallTrimmed(one.email);
               });
      });
    if (people.empty()) Unknown(event);
    return people;
  }

  template <class Is>
  People Those(Is is) const {
    People people;
    for (std::size_t i = 0; i < contacts_.size(); ++i)
      if (is(contacts_[i])) people.insert(i);
    return people;
  }

  People Ambiguous(const CalendarEvent& event, const People& people) {
    if (told_.insert(event.summary).second)
      Error(event.mark, "SUMMARY '" + event.summary + "' is the name of both '" +
                            contacts_[*people.begin()].id + "' and '" +
                            contacts_[*people.rbegin()].id + "': write which");
    return {};
  }

  /// Once for all events that say the same.
  void Unknown(const CalendarEvent& event) {
    if (!told_.insert(event.summary).second) return;
    std::vector<std::string_view> known;
    for (const auto& contact : contacts_) known.push_back(contact.id);
    Error(event.mark, "the event names nobody of the resource files: its SUMMARY '" +
                          event.summary + "' is no contact, nor is one's email an ATTENDEE" +
                          DidYouMean(event.summary, known));
  }

  /// Turns without overlap: from one change to the next.
  void Cut(Layer& layer) const {
    std::map<std::vector<std::string>, std::size_t> known;
    std::map<std::size_t, int> on_duty;
    for (auto change = changes_.begin(); change != changes_.end(); ++change) {
      for (const auto& [who, more] : change->second)
        if ((on_duty[who] += more) == 0) on_duty.erase(who);
      if (on_duty.empty()) continue;
      std::vector<std::string> people;
      for (const auto& [who, times] : on_duty) people.push_back(contacts_[who].id);
      const auto [place, fresh] = known.emplace(people, layer.people.size());
      if (fresh) layer.people.push_back(std::move(people));
      // Never the last change: after that nobody is on duty.
      const TimePoint until = std::next(change)->first;
      if (!layer.planned.empty() && layer.planned.back().to == change->first &&
          layer.planned.back().whose == place->second)
        layer.planned.back().to = until;
      else
        layer.planned.push_back({change->first, until, place->second});
    }
  }

  const Rotation& rotation_;
  const std::string& file_;
  const std::vector<Contact>& contacts_;
  std::vector<Finding>& findings_;
  std::set<std::pair<std::string, TimePoint>> replaced_;  ///< UID and begin of what is elsewhere
  std::map<TimePoint, std::map<std::size_t, int>> changes_;
  std::set<std::string> told_;
  std::size_t turns_ = 0;
};

}  // namespace

void PlanTurns(Rotation& rotation, std::string_view calendar, const std::string& file,
               std::string_view text, const std::vector<Contact>& contacts,
               std::vector<Finding>& findings) {
  const auto read = ReadCalendar(text, file, rotation.zone_name);
  if (!read) return findings.push_back(read.error());
  Layer whole;
  CalendarTurns(rotation, file, contacts, findings).Read(*read, whole);
  for (auto& layer : rotation.layers) {
    if (layer.calendar != calendar) continue;
    layer.people = whole.people;
    layer.planned = whole.planned;
  }
}

}  // namespace tocsin::workflow
