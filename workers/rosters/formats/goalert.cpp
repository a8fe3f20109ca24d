// GoAlert's GraphQL API: the answer of a query for users, rotations, schedules, userOverrides and
// escalationPolicies (docs/guides/move-in.md). All targets of a schedule are on duty together;
// turns change at the wall time of the rotation's zone, hours are those of the schedule's.
#include <date/tz.h>

#include <algorithm>
#include <set>

#include "workers/rosters/roster_format.hpp"
#include "workers/rosters/week_hours.hpp"

namespace tocsin::rosters {
namespace {

using GoAlertUnit = workflow::ShiftLength::Unit;
using workflow::LocalMinutes;

constexpr std::int64_t kMostGoAlertRepeats = 20;
constexpr std::int64_t kLongestShift = 366;
/// Somebody who is always on duty takes turns with nobody from this Monday on.
constexpr auto kLongAgo = date::local_days(date::year(2020) / 1 / 6);

LocalMinutes Before(LocalMinutes at, workflow::ShiftLength length) {
  switch (length.unit) {
    case GoAlertUnit::kHour:
      return at - std::chrono::hours(length.count);
    case GoAlertUnit::kDay:
      return at - date::days(length.count);
    case GoAlertUnit::kWeek:
      return at - date::weeks(length.count);
    case GoAlertUnit::kMonth:
      break;
  }
  const auto day = date::floor<date::days>(at);
  auto date = date::year_month_day(day) - date::months(length.count);
  if (!date.ok()) date = date.year() / date.month() / date::last;
  return date::local_days(date) + (at - day);
}

class GoAlertReading {
 public:
  GoAlertReading(ExportReader& reader, People& people) : reader_(reader), people_(people) {}

  Roster Read(const YamlNode& root) {
    for (const auto& user : reader_.List(root, "users")) AddUser(user);
    for (const auto& rotation : reader_.List(root, "rotations"))
      rotations_.emplace(reader_.Text(rotation, "id"), &rotation);
    Roster roster;
    for (const auto& schedule : reader_.List(root, "schedules"))
      roster.schedules.push_back(ReadSchedule(schedule));
    for (const auto& one : reader_.List(root, "userOverrides")) ReadOverride(one, roster);
    for (const auto& policy : reader_.List(root, "escalationPolicies"))
      roster.ladders.push_back(ReadPolicy(policy));
    for (const auto& [id, mark] : asked_) roster.schedules.push_back(OfRotation(id, mark));
    return roster;
  }

 private:
  void AddUser(const YamlNode& user) {
    std::string number;
    for (const std::string_view type : {"SMS", "VOICE"})
      for (const auto& method : reader_.List(user, "contactMethods"))
        if (ExportReader::TextOr(method, "type") == type)
          number = ExportReader::TextOr(method, "value");
    people_.Add({.id = reader_.Text(user, "id"),
                 .contact = {},
                 .name = ExportReader::TextOr(user, "name"),
                 .phone = {},
                 .email = ExportReader::TextOr(user, "email"),
                 .zone = {},
                 .mark = user.mark},
                number);
  }

  Schedule ReadSchedule(const YamlNode& node) {
    Schedule schedule;
    schedule.id = reader_.Text(node, "id");
    schedule.name = reader_.Text(node, "name");
    schedule.mark = node.mark;
    reader_.Zone(node, "timeZone", schedule);
    if (schedule.zone == nullptr) return schedule;
    for (const auto& target : reader_.List(node, "targets")) ReadTarget(target, schedule);
    for (const auto& one : reader_.List(node, "temporarySchedules")) ReadTemporary(one, schedule);
    return schedule;
  }

  void ReadTarget(const YamlNode& node, Schedule& schedule) {
    const YamlNode* target = reader_.Map(node, "target");
    if (target == nullptr) return reader_.Error(node.mark, "a schedule's target needs 'target'");
    const std::string type = reader_.Text(*target, "type");
    const std::string id = reader_.Text(*target, "id");
    const std::string name = ExportReader::TextOr(*target, "name", id);
    Turns turns;
    turns.name = "schedule '" + schedule.name + "', " + type + " '" + name + "'";
    turns.zone_name = schedule.zone_name;
    turns.zone = schedule.zone;
    turns.mark = node.mark;
    if (type == "user") {
      turns.first = kLongAgo;
      turns.every = {1, GoAlertUnit::kWeek};
      turns.people = {{people_.ContactOf(id, name, target->mark)}};
    } else if (type != "rotation" || !ReadRotation(id, turns)) {
      return reader_.Lost(node.mark, turns.name + ": left out, the export has nobody for it");
    }
    ReadRules(node, turns);
    if (turns.zone != schedule.zone && !turns.hours.all()) {
      reader_.Lost(node.mark, turns.name + ": its hours are of the zone " + schedule.zone_name +
                                  ", its turns of " + turns.zone_name +
                                  ": turns too are those of " + schedule.zone_name);
      const auto first = workflow::InstantOf(*turns.zone, turns.first);
      turns.first = date::floor<std::chrono::minutes>(schedule.zone->to_local(first));
      turns.zone = schedule.zone;
      turns.zone_name = schedule.zone_name;
    }
    schedule.turns.push_back(std::move(turns));
  }

  void ReadRules(const YamlNode& node, Turns& turns) {
    constexpr std::chrono::minutes kDay = std::chrono::hours(24);
    const auto& rules = reader_.List(node, "rules");
    turns.hours.reset();
    for (const auto& rule : rules) {
      const auto from = reader_.TimeOfDay(rule, "start");
      const auto to = reader_.TimeOfDay(rule, "end");
      if (!from || !to) continue;
      const auto& days = reader_.List(rule, "weekdayFilter");  // Sunday first
      for (std::size_t day = 0; day < 7; ++day)
        if (day >= days.size() || days[day].text == "true")
          AddSpan(turns.hours, (day + 6) % 7, *from,
                  *to > *from ? *to - *from : *to + kDay - *from);
    }
  }

  /// Puts turns and people of a rotation into `turns`; false where the export does not have it.
  bool ReadRotation(const std::string& id, Turns& turns) {
    const auto found = rotations_.find(id);
    if (found == rotations_.end()) return false;
    const YamlNode& node = *found->second;
    Schedule own;
    reader_.Zone(node, "timeZone", own);
    const auto start = reader_.Time(node, "start");
    if (own.zone == nullptr || !start) return false;
    turns.zone_name = own.zone_name;
    turns.zone = own.zone;
    const std::string type = reader_.Text(node, "type");
    static constexpr std::string_view kTypes[] = {"hourly", "daily", "weekly", "monthly"};
    const auto* unit = std::ranges::find(kTypes, type);
    if (unit == std::end(kTypes))
      reader_.Error(node.mark, "'type' must be hourly, daily, weekly or monthly");
    turns.every = {static_cast<int>(reader_.NumberOr(node, "shiftLength", 1, 1, kLongestShift)),
                   static_cast<GoAlertUnit>((unit - std::begin(kTypes)) % 4)};
    const auto& ids = reader_.List(node, "userIDs");
    for (const auto& user : ids)
      turns.people.push_back({people_.ContactOf(user.text, "", user.mark)});
    for (const auto& user : ids.empty() ? reader_.List(node, "users") : kNoUsers)
      turns.people.push_back({people_.ContactOf(reader_.Text(user, "id"),
                                                ExportReader::TextOr(user, "name"), user.mark)});
    if (turns.people.empty()) return false;
    turns.first = date::floor<std::chrono::minutes>(own.zone->to_local(*start));
    CountFromNow(node, turns);
    return true;
  }

  /// GoAlert keeps whose turn it is: `activeUserIndex`, until the first of `nextHandoffTimes`.
  void CountFromNow(const YamlNode& node, Turns& turns) {
    const auto& next = reader_.List(node, "nextHandoffTimes");
    const auto until = next.empty() ? std::nullopt : reader_.TimeOf(next[0]);
    if (!until)
      return reader_.Lost(node.mark, "rotation '" + ExportReader::TextOr(node, "name") +
                                         "': whose turn it is is not in the export "
                                         "('nextHandoffTimes'): counted from its start");
    const auto active = reader_.NumberOr(node, "activeUserIndex", 0, 0,
                                         static_cast<std::int64_t>(turns.people.size()) - 1);
    std::ranges::rotate(turns.people, turns.people.begin() + active);
    turns.first =
        Before(date::floor<std::chrono::minutes>(turns.zone->to_local(*until)), turns.every);
  }

  /// A rotation that an escalation policy names itself.
  Schedule OfRotation(const std::string& id, Mark mark) {
    Schedule schedule;
    schedule.id = id;
    schedule.mark = mark;
    Turns turns;
    if (!ReadRotation(id, turns)) return schedule;
    schedule.name = reader_.Text(*rotations_.find(id)->second, "name");
    turns.name = "rotation '" + schedule.name + "'";
    turns.mark = rotations_.find(id)->second->mark;
    schedule.zone = turns.zone;
    schedule.zone_name = turns.zone_name;
    schedule.turns.push_back(std::move(turns));
    return schedule;
  }

  /// Takes the place of everything; at a time several may be on duty.
  void ReadTemporary(const YamlNode& node, Schedule& schedule) {
    struct Piece {
      TimePoint from, to;
      std::string contact;
    };
    std::vector<Piece> pieces;
    std::set<TimePoint> edges;
    for (const auto& shift : reader_.List(node, "shifts")) {
      const auto from = reader_.Time(shift, "start");
      const auto to = reader_.Time(shift, "end");
      if (!from || !to) return reader_.Error(shift.mark, "a shift needs 'start' and 'end'");
      pieces.push_back(
          {*from, *to, people_.ContactOf(reader_.Text(shift, "userID"), "", shift.mark)});
      edges.insert({*from, *to});
    }
    if (const auto from = reader_.Time(node, "start")) edges.insert(*from);
    if (const auto to = reader_.Time(node, "end")) edges.insert(*to);
    for (auto edge = edges.begin(); edge != edges.end() && std::next(edge) != edges.end(); ++edge) {
      StandIn one{
          .from = *edge, .to = *std::next(edge), .people = {}, .instead_of = {}, .mark = node.mark};
      for (const auto& piece : pieces)
        if (piece.from <= *edge && *edge < piece.to) one.people.push_back(piece.contact);
      if (one.people.empty())
        reader_.LostOnce(node.mark, "schedule '" + schedule.name +
                                        "': hours of a temporary schedule without anybody are left "
                                        "to its turns");
      else
        schedule.stand_ins.push_back(std::move(one));
    }
  }

  void ReadOverride(const YamlNode& node, Roster& roster) {
    const auto from = reader_.Time(node, "start");
    const auto to = reader_.Time(node, "end");
    const YamlNode* target = reader_.Map(node, "target");
    if (!from || !to || target == nullptr)
      return reader_.Error(node.mark, "an override needs 'start', 'end' and 'target'");
    const std::string id = reader_.Text(*target, "id");
    const auto schedule = std::ranges::find(roster.schedules, id, &Schedule::id);
    if (schedule == roster.schedules.end())
      return reader_.Lost(node.mark,
                          "an override is left out: no schedule has the id '" + id + "'");
    StandIn one{.from = *from, .to = *to, .people = {}, .instead_of = {}, .mark = node.mark};
    const std::string added = ExportReader::TextOr(node, "addUserID");
    const std::string removed = ExportReader::TextOr(node, "removeUserID");
    if (!added.empty()) one.people.push_back(people_.ContactOf(added, "", node.mark));
    if (!removed.empty()) one.instead_of = people_.ContactOf(removed, "", node.mark);
    one.beside = removed.empty();
    schedule->stand_ins.push_back(std::move(one));
  }

  Ladder ReadPolicy(const YamlNode& node) {
    Ladder ladder{
        .id = reader_.Text(node, "id"),
        .name = reader_.Text(node, "name"),
        .steps = {},
        .retries = static_cast<int>(reader_.NumberOr(node, "repeat", 0, 0, kMostGoAlertRepeats)),
        .mark = node.mark};
    const std::string what = "policy '" + ladder.name + "': ";
    if (ladder.retries > 0)
      reader_.Lost(node.mark, what + "the whole ladder was climbed " +
                                  std::to_string(ladder.retries) +
                                  " times more: each rung is rung as often again instead");
    for (const auto& step : reader_.List(node, "steps")) {
      for (const auto& target : reader_.List(step, "targets")) {
        const std::string type = reader_.Text(target, "type");
        const std::string id = reader_.Text(target, "id");
        if (type == "user") {
          const auto name = ExportReader::TextOr(target, "name");
          ladder.steps.push_back(
              {Step::Of::kPerson, people_.ContactOf(id, name, target.mark), target.mark});
        } else if (type == "schedule" || type == "rotation") {
          ladder.steps.push_back({Step::Of::kSchedule, id, target.mark});
          if (type == "rotation") asked_.emplace(id, target.mark);
        } else {
          reader_.Lost(target.mark, what + "a target of the type '" + type + "' is left out");
        }
      }
      if (step.Find("delayMinutes") != nullptr)
        reader_.LostOnce(step.mark,
                         what +
                             "delays are left out: the next rung is rung as soon as the one "
                             "before it has not decided");
    }
    return ladder;
  }

  static inline const std::vector<YamlNode> kNoUsers;
  ExportReader& reader_;
  People& people_;
  std::map<std::string, const YamlNode*> rotations_;  ///< by id
  std::map<std::string, Mark> asked_;                 ///< rotations that policies name, by id
};

class GoAlert final : public RosterFormat {
 public:
  std::string_view Name() const override { return "goalert"; }
  std::string_view Description() const override {
    return "GoAlert: users, rotations, schedules, userOverrides, escalationPolicies";
  }
  Roster Read(std::string_view text, ExportReader& reader, People& people) const override {
    const auto root = reader.Root(text);
    return root ? GoAlertReading(reader, people).Read(*root) : Roster{};
  }
};

}  // namespace

void RegisterRosterFormat_goalert(RosterFormatRegistry& registry);
void RegisterRosterFormat_goalert(RosterFormatRegistry& registry) {
  registry.Add(std::make_unique<GoAlert>());
}

}  // namespace tocsin::rosters
