#include "workers/workflow/oncall/resource_checks.hpp"

#include <algorithm>
#include <bitset>
#include <set>

namespace tocsin::workflow {
namespace {

constexpr std::size_t kDayMinutes = 24 * 60;
constexpr std::size_t kWeekMinutes = 7 * kDayMinutes;
using Week = std::bitset<kWeekMinutes>;  ///< minutes of the week, from Monday's midnight

class ResourceCheck {
 public:
  ResourceCheck(const Resources& resources, const ResourcePlaces& places,
                std::vector<Finding>& findings)
      : resources_(resources), places_(places), findings_(findings) {}

  void Run() {
    for (const auto& place : places_.names) CheckName(place);
    CheckOverlaps();
    for (const auto& place : places_.policies) CheckPolicy(place);
  }

 private:
  using Of = NamePlace::Of;

  void Add(const NamePlace& place, std::string text,
           Finding::Level level = Finding::Level::kError) {
    findings_.push_back({place.file, place.mark, level, std::move(text)});
  }

  void CheckName(const NamePlace& place) {
    std::vector<std::string_view> known;
    std::string what;
    switch (place.of) {
      case Of::kContact:
        what = "contact";
        for (const auto& contact : resources_.AllContacts()) known.push_back(contact.id);
        break;
      case Of::kRotation:
        what = "rotation";
        for (const auto& rotation : resources_.AllRotations()) known.push_back(rotation.name);
        break;
      case Of::kPolicy:
        what = "policy";
        for (const auto& policy : resources_.AllPolicies()) known.push_back(policy.name);
        break;
    }
    if (std::ranges::find(known, place.name) == known.end())
      Add(place,
          what + " '" + place.name + "' is in no resource file" + DidYouMean(place.name, known));
  }

  /// Who would stand in is not for the order of files to say.
  void CheckOverlaps() {
    const auto& all = resources_.Overrides();
    for (std::size_t later = 0; later < all.size(); ++later)
      for (std::size_t first = 0; first < later; ++first) {
        const auto& one = all[first];
        const auto& other = all[later];
        if (one.of != other.of || one.name != other.name || one.to <= other.from ||
            other.to <= one.from)
          continue;
        const auto& place = places_.overrides[first];
        Add(places_.overrides[later], "another override of '" + one.name +
                                          "' is at the same time: " + place.file + ':' +
                                          std::to_string(place.mark.line));
        break;
      }
  }

  void CheckPolicy(const NamePlace& place) {
    const Policy& policy = *resources_.FindPolicy(place.name);
    if (std::set<std::string_view> on_way; LeadsBack(policy, on_way))
      return Add(place, "policy '" + policy.name + "' leads back to itself");
    if (policy.rungs.empty()) return CheckChoice(place);
    if (!Reaches(policy))
      return Add(place,
                 "policy '" + policy.name + "' reaches nobody: none of those it names is active");
    CheckWeek(place, policy);
  }

  /// Contacts may come from elsewhere too: nobody in the files is no mistake.
  void CheckChoice(const NamePlace& place) {
    const auto& contacts = resources_.AllContacts();
    if (!contacts.empty() && std::ranges::none_of(contacts, &Contact::active))
      Add(place, "policy '" + place.name + "' reaches nobody: no contact is active");
  }

  bool LeadsBack(const Policy& policy, std::set<std::string_view>& on_way) const {
    if (!on_way.insert(policy.name).second) return true;
    for (const auto& rung : policy.rungs) {
      if (rung.of != Rung::Of::kPolicy) continue;
      const Policy* next = resources_.FindPolicy(rung.name);
      if (next != nullptr && LeadsBack(*next, on_way)) return true;
    }
    on_way.erase(policy.name);
    return false;
  }

  bool IsActive(std::string_view contact) const {
    const Contact* found = resources_.FindContact(contact);
    return found == nullptr || found->active;  // an unknown name is told as such
  }

  bool Reaches(const Policy& policy) const {
    if (policy.rungs.empty()) return true;
    return std::ranges::any_of(policy.rungs, [&](const Rung& rung) {
      if (rung.of == Rung::Of::kContact) return IsActive(rung.name);
      if (rung.of == Rung::Of::kPolicy) {
        const Policy* next = resources_.FindPolicy(rung.name);
        return next == nullptr || Reaches(*next);
      }
      const Rotation* rotation = resources_.FindRotation(rung.name);
      return rotation == nullptr || rotation->layers.empty() ||
             std::ranges::any_of(rotation->layers, [&](const Layer& layer) {
               // A calendar that could not be read is told as such.
               if (layer.people.empty()) return true;
               return std::ranges::any_of(layer.people, [&](const auto& turn) {
                 return std::ranges::any_of(turn, [&](const auto& who) { return IsActive(who); });
               });
             });
    });
  }

  /// When somebody is on duty, by the restrictions alone; all of the week where that is not known:
  /// beside a rung that is always there, and where zones differ.
  Week OnDutyIn(const Policy& policy) const {
    Week week;
    const date::time_zone* zone = nullptr;
    for (const auto& rung : policy.rungs) {
      const Rotation* rotation =
          rung.of == Rung::Of::kRotation ? resources_.FindRotation(rung.name) : nullptr;
      if (rotation == nullptr || (zone != nullptr && zone != rotation->zone)) return week.set();
      zone = rotation->zone;
      for (const auto& layer : rotation->layers) {
        if (layer.restrictions.empty()) return week.set();
        for (const auto& hours : layer.restrictions) Mark(hours, week);
      }
    }
    return week;
  }

  static void Mark(const Hours& hours, Week& week) {
    const auto from = static_cast<std::size_t>(hours.from.count());
    auto to = static_cast<std::size_t>(hours.to.count());
    if (to <= from) to += kDayMinutes;
    for (std::size_t day = 0; day < hours.days.size(); ++day)
      for (std::size_t minute = from; hours.days[day] && minute < to; ++minute)
        week.set((day * kDayMinutes + minute) % kWeekMinutes);
  }

  /// Hours that the calendar keeps open are no gap: then nobody is to be rung.
  void CheckWeek(const NamePlace& place, const Policy& policy) {
    Week week = OnDutyIn(policy);
    if (const Calendar* calendar = resources_.DefaultCalendar())
      for (const auto& hours : calendar->hours) Mark(hours, week);
    if (week.all()) return;
    std::size_t from = 0;
    while (week[from]) ++from;
    std::size_t to = from;
    while (to < kWeekMinutes && !week[to]) ++to;
    Add(place,
        "policy '" + policy.name + "' has nobody on duty each week from " + WeekText(from) +
            " to " + WeekText(to) + "; `tocsin coverage` lists all such hours",
        Finding::Level::kWarning);
  }

  static std::string WeekText(std::size_t minute) {
    constexpr std::string_view kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", "mon"};
    const TimeOfDay time{std::chrono::minutes(minute % kDayMinutes)};
    return std::string(kDays[minute / kDayMinutes]) + ' ' + time.Text();
  }

  const Resources& resources_;
  const ResourcePlaces& places_;
  std::vector<Finding>& findings_;
};

}  // namespace

void CheckResources(const Resources& resources, const ResourcePlaces& places,
                    std::vector<Finding>& findings) {
  ResourceCheck(resources, places, findings).Run();
}

}  // namespace tocsin::workflow
