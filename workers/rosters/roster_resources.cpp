#include "workers/rosters/roster_resources.hpp"

#include <date/tz.h>

#include <algorithm>

#include "workers/rosters/arrangement.hpp"
#include "workers/rosters/people.hpp"
#include "workers/rosters/stand_ins.hpp"
#include "workers/rosters/turns_layer.hpp"
#include "workers/workflow/oncall/resource_tables.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::rosters {
namespace {

using workflow::ContactEntry;
using workflow::OverrideEntry;
using workflow::PolicyEntry;
using workflow::ResourceEntries;
using workflow::RotationEntry;
using workflow::RungEntry;

constexpr int kMissingDigits = 1'000'000;
constexpr std::string_view kDefaultPolicy = "default";

/// A moment as wall time where that says it, else in UTC.
std::string MomentText(const date::time_zone& zone, TimePoint at) {
  const auto local = date::floor<std::chrono::minutes>(zone.to_local(at));
  if (workflow::InstantOf(zone, local) == at) return workflow::Moment{local}.Text();
  return FormatTime(at);
}

/// Puts the sections together.
class RosterWriter {
 public:
  RosterWriter(const Roster& roster, ExportReader& reader) : roster_(roster), reader_(reader) {}

  RosterResources Write() && {
    for (const auto& person : roster_.people) AddContact(person);
    for (const auto& schedule : roster_.schedules) AddSchedule(schedule);
    AddStandIns();
    for (const auto& ladder : roster_.ladders)
      policies_of_[ladder.id] = policy_names_.Of(ladder.name);
    for (const auto& ladder : roster_.ladders) AddLadder(ladder);
    if (roster_.ladders.empty()) AddPolicyOfEachSchedule();
    if (policies_.size() > 1 && !policies_.contains(kDefaultPolicy))
      reader_.Lost({}, "which policy is meant where none is named: rename one to 'default'");
    Keep(NameOf<&ResourceEntries::contacts>(), std::move(contacts_));
    Keep(NameOf<&ResourceEntries::rotations>(), std::move(rotations_));
    if (!overrides_.empty())
      made_.sections[NameOf<&ResourceEntries::overrides>()] = std::move(overrides_);
    Keep(NameOf<&ResourceEntries::policies>(), std::move(policies_));
    return std::move(made_);
  }

 private:
  /// A rotation that was made of a schedule.
  struct Made {
    std::string name;
    const date::time_zone* zone;
    const Schedule* schedule;
    bool first;      ///< of its schedule
    std::string of;  ///< the id of its first turns

    bool IsOf(const StandIn& one) const {
      return one.turns.empty() || std::ranges::find(one.turns, of) != one.turns.end();
    }
  };

  void Keep(std::string_view section, json::object entries) {
    if (!entries.empty()) made_.sections[section] = std::move(entries);
  }

  void AddContact(const Person& person) {
    json::object entry;
    entry[NameOf<&ContactEntry::name>()] = person.name;
    if (person.phone.empty()) {
      ++made_.numbers_missing;
      reader_.Lost(person.mark, "contact '" + person.contact +
                                    "': the export has no phone number; put it into the result");
    }
    entry[NameOf<&ContactEntry::phone>()] =
        person.phone.empty()
            ? std::string(kMissingNumber) + std::to_string(kMissingDigits + made_.numbers_missing)
            : person.phone;
    if (!person.email.empty()) entry[NameOf<&ContactEntry::email>()] = person.email;
    if (!person.zone.empty()) entry[NameOf<&ContactEntry::zone>()] = person.zone;
    contacts_[person.contact] = std::move(entry);
  }

  void AddSchedule(const Schedule& schedule) {
    auto& names = made_.rotations[schedule.name];
    for (const auto& column : Arrange(schedule)) {
      json::array layers;
      for (const Turns* turns : column)
        if (auto layer = LayerOf(*turns, reader_)) layers.push_back(*std::move(layer));
      if (layers.empty()) continue;
      json::object entry{{NameOf<&RotationEntry::zone>(), column.front()->zone_name}};
      if (layers.size() == 1)
        for (auto& [key, value] : layers[0].as_object()) entry[key] = std::move(value);
      else
        entry[NameOf<&RotationEntry::layers>()] = std::move(layers);
      const std::string name = rotation_names_.Of(schedule.name);
      rotations_[name] = std::move(entry);
      all_.push_back({name, column.front()->zone, &schedule, names.empty(), column.front()->id});
      names.push_back(name);
    }
    rotations_of_[schedule.id] = names;
    if (names.size() > 1)
      reader_.Lost(schedule.mark, "schedule '" + schedule.name + "': several people are on duty " +
                                      "at once: it became " + std::to_string(names.size()) +
                                      " rotations, which are rung one after another");
    if (names.empty())
      reader_.Lost(schedule.mark,
                   "schedule '" + schedule.name + "': left out, nobody is ever on duty in it");
  }

  /// The turns as they are without those who stand in.
  std::shared_ptr<const workflow::Resources> Turning() const {
    const json::object sections{{NameOf<&ResourceEntries::contacts>(), contacts_},
                                {NameOf<&ResourceEntries::rotations>(), rotations_}};
    return workflow::ParseResources({{"turns", JsonText(sections)}}, "").resources;
  }

  void AddStandIns() {
    const auto turning = Turning();
    for (const auto& made : all_) {
      StandInPlan plan;
      for (const auto& one : made.schedule->stand_ins) {
        if (!made.IsOf(one)) continue;
        if (one.instead_of.empty() && !one.beside) {
          plan.Put(one.from, one.to, one.people);
          continue;
        }
        if (turning == nullptr || (one.beside && !made.first)) continue;
        const auto turns =
            workflow::Timeline(*turning, *turning->FindRotation(made.name), one.from, one.to);
        if (!plan.Change(one, turns))
          reader_.Lost(one.mark, "override of '" + made.name +
                                     "': nobody would be on duty, which cannot be said: who is " +
                                     "taken off stays on duty then");
      }
      for (const auto& span : plan.All()) AddOverride(made, span);
    }
  }

  void AddOverride(const Made& made, const workflow::DutySpan& span) {
    json::array people;
    for (const auto& one : span.people) people.push_back(json::value(one));
    json::object entry;
    entry[NameOf<&OverrideEntry::rotation>()] = made.name;
    entry[NameOf<&OverrideEntry::from>()] = MomentText(*made.zone, span.from);
    entry[NameOf<&OverrideEntry::to>()] = MomentText(*made.zone, span.to);
    entry[NameOf<&OverrideEntry::contact>()] = people.size() == 1 ? people[0] : json::value(people);
    overrides_.push_back(std::move(entry));
  }

  static json::value RungJson(std::string_view key, const std::string& name, int retries) {
    json::object rung{{key, name}};
    if (retries > 0) rung[NameOf<&RungEntry::retries>()] = retries;
    return rung;
  }

  void AddRungs(const Step& step, const Ladder& ladder, json::array& rungs) {
    if (step.of == Step::Of::kPerson) {
      rungs.push_back(RungJson(NameOf<&RungEntry::contact>(), step.id, ladder.retries));
    } else if (step.of == Step::Of::kSchedule) {
      const auto found = rotations_of_.find(step.id);
      if (found == rotations_of_.end() || found->second.empty())
        return reader_.Lost(step.mark, "policy '" + ladder.name +
                                           "': a step is left out, for the " +
                                           "export has no schedule '" + step.id + "' with turns");
      for (const auto& name : found->second)
        rungs.push_back(RungJson(NameOf<&RungEntry::rotation>(), name, ladder.retries));
    } else if (const auto found = policies_of_.find(step.id); found != policies_of_.end()) {
      rungs.push_back(RungJson(NameOf<&RungEntry::policy>(), found->second, 0));
    } else {
      reader_.Lost(step.mark, "policy '" + ladder.name + "': a step is left out, for the export " +
                                  "has no escalation '" + step.id + "'");
    }
  }

  void AddLadder(const Ladder& ladder) {
    json::array rungs;
    for (const auto& step : ladder.steps) AddRungs(step, ladder, rungs);
    if (rungs.empty())
      return reader_.Lost(ladder.mark, "policy '" + ladder.name + "': left out, it reaches nobody");
    policies_[policies_of_[ladder.id]] = {{NameOf<&PolicyEntry::rungs>(), std::move(rungs)}};
  }

  void AddPolicyOfEachSchedule() {
    for (const auto& schedule : roster_.schedules) {
      json::array rungs;
      for (const auto& name : rotations_of_[schedule.id])
        rungs.push_back(RungJson(NameOf<&RungEntry::rotation>(), name, 0));
      const auto name = roster_.schedules.size() == 1 ? std::string(kDefaultPolicy)
                                                      : policy_names_.Of(schedule.name);
      if (!rungs.empty()) policies_[name] = {{NameOf<&PolicyEntry::rungs>(), std::move(rungs)}};
    }
  }

  const Roster& roster_;
  ExportReader& reader_;
  RosterResources made_;
  EntryNames rotation_names_;
  EntryNames policy_names_;
  json::object contacts_;
  json::object rotations_;
  json::array overrides_;
  json::object policies_;
  std::vector<Made> all_;
  std::map<std::string, std::vector<std::string>> rotations_of_;  ///< by the schedule's id
  std::map<std::string, std::string> policies_of_;                ///< by the ladder's id
};

}  // namespace

RosterResources ResourcesOf(const Roster& roster, ExportReader& reader) {
  return RosterWriter(roster, reader).Write();
}

}  // namespace tocsin::rosters
