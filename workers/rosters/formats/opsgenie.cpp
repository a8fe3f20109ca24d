// Opsgenie's REST API v2: https://docs.opsgenie.com/docs/schedule-api and its neighbours. All
// rotations of a schedule are on duty together; turns change at the wall time of the schedule's
// zone.
#include <date/tz.h>

#include <algorithm>

#include "workers/rosters/roster_format.hpp"
#include "workers/rosters/turns_layer.hpp"
#include "workers/rosters/week_hours.hpp"

namespace tocsin::rosters {
namespace {

using OpsgenieUnit = workflow::ShiftLength::Unit;

constexpr std::string_view kOpsgenieDays[] = {"monday", "tuesday",  "wednesday", "thursday",
                                              "friday", "saturday", "sunday"};
constexpr std::int64_t kMostRepeats = 20;
constexpr std::int64_t kLongestRotation = 366;

class OpsgenieReading {
 public:
  OpsgenieReading(ExportReader& reader, People& people) : reader_(reader), people_(people) {}

  Roster Read(const YamlNode& root) {
    for (const auto& user : reader_.List(root, "users")) AddUser(user);
    Roster roster;
    for (const auto& schedule : reader_.List(root, "schedules"))
      roster.schedules.push_back(ReadSchedule(schedule));
    for (const auto& escalation : reader_.List(root, "escalations"))
      roster.ladders.push_back(ReadEscalation(escalation));
    return roster;
  }

 private:
  void AddUser(const YamlNode& user) {
    std::string number;
    std::string zone = ExportReader::TextOr(user, "timeZone");
    for (const std::string_view kind : {"sms", "voice"})
      for (const char* list : {"userContacts", "contacts"})
        for (const auto& contact : reader_.List(user, list)) {
          const auto method = ExportReader::TextOr(contact, "contactMethod",
                                                   ExportReader::TextOr(contact, "method"));
          if (method == kind) number = ExportReader::TextOr(contact, "to");
        }
    const std::string name = ExportReader::TextOr(user, "username");
    people_.Add({.id = reader_.Text(user, "id"),
                 .contact = {},
                 .name = ExportReader::TextOr(user, "fullName", name),
                 .phone = {},
                 .email = name.find('@') != std::string::npos ? name : "",
                 .zone = std::move(zone),
                 .mark = user.mark},
                number);
    ids_.emplace(name, ExportReader::TextOr(user, "id"));
  }

  /// {"type": "user", "id": "...", "username": "..."}; either of both names is enough.
  std::string ContactOf(const YamlNode& node) {
    const std::string name =
        ExportReader::TextOr(node, "username", ExportReader::TextOr(node, "name"));
    std::string id = ExportReader::TextOr(node, "id");
    if (const auto known = ids_.find(name); id.empty() && known != ids_.end()) id = known->second;
    if (id.empty() && name.empty()) reader_.Error(node.mark, "a user needs 'id' or 'username'");
    return people_.ContactOf(id.empty() ? name : id, name, node.mark);
  }

  Schedule ReadSchedule(const YamlNode& node) {
    Schedule schedule;
    schedule.id = reader_.Text(node, "id");
    schedule.name = reader_.Text(node, "name");
    schedule.mark = node.mark;
    ids_of_schedules_.emplace(schedule.name, schedule.id);
    reader_.Zone(node, "timezone", schedule);
    if (schedule.zone == nullptr) return schedule;
    if (ExportReader::TextOr(node, "enabled") == "false") {
      reader_.Lost(node.mark,
                   "schedule '" + schedule.name + "': its turns are left out, it is not enabled");
      return schedule;
    }
    for (const auto& rotation : reader_.List(node, "rotations")) ReadRotation(rotation, schedule);
    for (const auto& one : reader_.List(node, "overrides")) ReadOverride(one, schedule);
    return schedule;
  }

  void ReadRotation(const YamlNode& node, Schedule& schedule) {
    Turns turns;
    turns.name = "schedule '" + schedule.name + "', rotation '" +
                 ExportReader::TextOr(node, "name", "unnamed") + "'";
    turns.id = ExportReader::TextOr(node, "id");
    turns.zone_name = schedule.zone_name;
    turns.zone = schedule.zone;
    turns.mark = node.mark;
    const auto first = reader_.Time(node, "startDate");
    if (!first) return reader_.Error(node.mark, turns.name + " needs 'startDate'");
    turns.first = date::floor<std::chrono::minutes>(schedule.zone->to_local(*first));
    turns.end = reader_.Time(node, "endDate");
    const std::string type = reader_.Text(node, "type");
    const auto length = static_cast<int>(reader_.NumberOr(node, "length", 1, 1, kLongestRotation));
    if (type == "hourly")
      turns.every = {length, OpsgenieUnit::kHour};
    else if (type == "daily")
      turns.every = {length, OpsgenieUnit::kDay};
    else if (type == "weekly")
      turns.every = {length, OpsgenieUnit::kWeek};
    else
      return reader_.Error(node.mark, turns.name + ": 'type' must be hourly, daily or weekly");
    if (!ReadParticipants(node, turns)) return;
    if (const YamlNode* restriction = reader_.Map(node, "timeRestriction"))
      ReadRestriction(*restriction, turns);
    schedule.turns.push_back(std::move(turns));
  }

  bool ReadParticipants(const YamlNode& node, Turns& turns) {
    for (const auto& one : reader_.List(node, "participants")) {
      const std::string type = reader_.Text(one, "type");
      if (type == "user") {
        turns.people.push_back({ContactOf(one)});
        continue;
      }
      reader_.Lost(one.mark, turns.name + ": left out, turns of " +
                                 (type == "none" ? "nobody" : "a " + type) + " cannot be said");
      return false;
    }
    if (turns.people.empty()) reader_.Lost(node.mark, turns.name + ": left out, nobody is in it");
    return !turns.people.empty();
  }

  std::chrono::minutes Clock(const YamlNode& node, std::string_view hour, std::string_view minute) {
    return std::chrono::hours(reader_.NumberOr(node, hour, 0, 0, 24)) +
           std::chrono::minutes(reader_.NumberOr(node, minute, 0, 0, 59));
  }

  std::size_t Day(const YamlNode& node, std::string_view key) {
    const std::string text = reader_.Text(node, key);
    const auto found = std::ranges::find(kOpsgenieDays, text);
    if (found != std::end(kOpsgenieDays))
      return static_cast<std::size_t>(found - std::begin(kOpsgenieDays));
    if (!text.empty())
      reader_.Error(node.mark,
                    "'" + std::string(key) + "' must be monday to sunday, got '" + text + "'");
    return 0;
  }

  void ReadRestriction(const YamlNode& node, Turns& turns) {
    constexpr std::chrono::minutes kDay = std::chrono::hours(24);
    const bool of_week = reader_.Text(node, "type") == "weekday-and-time-of-day";
    turns.hours.reset();
    if (const YamlNode* daily = of_week ? nullptr : reader_.Map(node, "restriction")) {
      const auto from = Clock(*daily, "startHour", "startMin");
      const auto to = Clock(*daily, "endHour", "endMin");
      AddDaily(turns.hours, from, to > from ? to - from : to + kDay - from);
      return;
    }
    for (const auto& one : reader_.List(node, "restrictions")) {
      const auto from = Clock(one, "startHour", "startMin");
      const auto to = Clock(one, "endHour", "endMin");
      const std::size_t first = Day(one, "startDay");
      const std::size_t days = (Day(one, "endDay") + 7 - first) % 7;
      auto length = to - from + kDay * static_cast<int>(days);
      if (length <= std::chrono::minutes(0)) length += kDay * 7;
      AddSpan(turns.hours, first, from, length);
    }
  }

  void ReadOverride(const YamlNode& node, Schedule& schedule) {
    const auto from = reader_.Time(node, "startDate");
    const auto to = reader_.Time(node, "endDate");
    const YamlNode* user = reader_.Map(node, "user");
    if (!from || !to || user == nullptr)
      return reader_.Error(node.mark, "an override needs 'startDate', 'endDate' and 'user'");
    if (const std::string type = ExportReader::TextOr(*user, "type", "user"); type != "user")
      return reader_.Lost(node.mark, "override of '" + schedule.name + "': left out, a " + type +
                                         " cannot stand in");
    StandIn one{.from = *from,
                .to = *to,
                .people = {ContactOf(*user)},
                .instead_of = {},
                .mark = node.mark};
    for (const auto& rotation : reader_.List(node, "rotations"))
      one.turns.push_back(reader_.Text(rotation, "id"));
    const bool all = std::ranges::all_of(schedule.turns, [&](const Turns& turns) {
      return std::ranges::find(one.turns, turns.id) != one.turns.end();
    });
    if (all) one.turns.clear();
    schedule.stand_ins.push_back(std::move(one));
  }

  Ladder ReadEscalation(const YamlNode& node) {
    Ladder ladder{.id = reader_.Text(node, "id"),
                  .name = reader_.Text(node, "name"),
                  .steps = {},
                  .mark = node.mark};
    const std::string what = "policy '" + ladder.name + "': ";
    if (const YamlNode* repeat = reader_.Map(node, "repeat")) {
      ladder.retries = static_cast<int>(reader_.NumberOr(*repeat, "count", 0, 0, kMostRepeats));
      if (ladder.retries > 0)
        reader_.Lost(repeat->mark, what + "the whole ladder was climbed " +
                                       std::to_string(ladder.retries) +
                                       " times more: each rung is rung as often again instead");
    }
    for (const auto& rule : reader_.List(node, "rules")) ReadRule(rule, what, ladder);
    return ladder;
  }

  void ReadRule(const YamlNode& rule, const std::string& what, Ladder& ladder) {
    const YamlNode* recipient = reader_.Map(rule, "recipient");
    if (recipient == nullptr) return reader_.Error(rule.mark, "a rule needs 'recipient'");
    const std::string type = reader_.Text(*recipient, "type");
    const std::string notify = ExportReader::TextOr(rule, "notifyType", "default");
    if (notify != "default")
      return reader_.Lost(
          rule.mark, what + "a step is left out, for it notifies '" + notify + "' of a " + type);
    if (type == "user") {
      ladder.steps.push_back({Step::Of::kPerson, ContactOf(*recipient), rule.mark});
    } else if (type == "schedule") {
      std::string id = ExportReader::TextOr(*recipient, "id");
      const auto known = ids_of_schedules_.find(ExportReader::TextOr(*recipient, "name"));
      if (id.empty() && known != ids_of_schedules_.end()) id = known->second;
      ladder.steps.push_back({Step::Of::kSchedule, std::move(id), rule.mark});
    } else {
      return reader_.Lost(rule.mark, what + "a step is left out, for it is of a " + type);
    }
    if (const YamlNode* delay = reader_.Map(rule, "delay");
        delay != nullptr && reader_.NumberOr(*delay, "timeAmount", 0, 0, INT64_MAX) > 0)
      reader_.LostOnce(delay->mark,
                       what +
                           "delays are left out: the next rung is rung as soon as the one "
                           "before it has not decided");
  }

  ExportReader& reader_;
  People& people_;
  std::map<std::string, std::string> ids_;               ///< of users, by their user names
  std::map<std::string, std::string> ids_of_schedules_;  ///< by their names
};

class Opsgenie final : public RosterFormat {
 public:
  std::string_view Name() const override { return "opsgenie"; }
  std::string_view Description() const override {
    return "Opsgenie: users, schedules, escalations";
  }
  Roster Read(std::string_view text, ExportReader& reader, People& people) const override {
    const auto root = reader.Root(text);
    return root ? OpsgenieReading(reader, people).Read(*root) : Roster{};
  }
};

}  // namespace

void RegisterRosterFormat_opsgenie(RosterFormatRegistry& registry);
void RegisterRosterFormat_opsgenie(RosterFormatRegistry& registry) {
  registry.Add(std::make_unique<Opsgenie>());
}

}  // namespace tocsin::rosters
