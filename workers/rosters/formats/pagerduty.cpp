// PagerDuty's REST API v2: https://developer.pagerduty.com/api-reference/. Layers come with the
// highest first; turns change at the wall time of the schedule's zone.
#include <date/tz.h>

#include <algorithm>

#include "workers/rosters/roster_format.hpp"
#include "workers/rosters/turns_layer.hpp"
#include "workers/rosters/week_hours.hpp"

namespace tocsin::rosters {
namespace {

constexpr std::int64_t kMostLoops = 9;
constexpr std::int64_t kWeekSeconds = 7LL * 24 * 3600;

class PagerDutyReading {
 public:
  PagerDutyReading(ExportReader& reader, People& people) : reader_(reader), people_(people) {}

  Roster Read(const YamlNode& root) {
    for (const auto& user : reader_.List(root, "users")) AddUser(user);
    Roster roster;
    for (const auto& schedule : reader_.List(root, "schedules"))
      roster.schedules.push_back(ReadSchedule(schedule));
    for (const auto& policy : reader_.List(root, "escalation_policies"))
      roster.ladders.push_back(ReadPolicy(policy));
    return roster;
  }

 private:
  void AddUser(const YamlNode& user) {
    std::string number;
    for (const std::string_view type : {"sms_contact_method", "phone_contact_method"})
      for (const auto& method : reader_.List(user, "contact_methods"))
        if (ExportReader::TextOr(method, "type") == type)
          number = "+" + ExportReader::TextOr(method, "country_code") +
                   ExportReader::TextOr(method, "address");
    people_.Add({.id = reader_.Text(user, "id"),
                 .contact = {},
                 .name = ExportReader::TextOr(user, "name", ExportReader::TextOr(user, "summary")),
                 .phone = {},
                 .email = ExportReader::TextOr(user, "email"),
                 .zone = ExportReader::TextOr(user, "time_zone"),
                 .mark = user.mark},
                number);
  }

  /// A reference: {"id": "PX", "type": "user_reference", "summary": "Alice"}.
  std::string ContactOf(const YamlNode& reference) {
    return people_.ContactOf(reader_.Text(reference, "id"),
                             ExportReader::TextOr(reference, "summary"), reference.mark);
  }

  Schedule ReadSchedule(const YamlNode& node) {
    Schedule schedule;
    schedule.id = reader_.Text(node, "id");
    schedule.name = reader_.Text(node, "name");
    schedule.mark = node.mark;
    reader_.Zone(node, "time_zone", schedule);
    if (schedule.zone == nullptr) return schedule;
    const auto& layers = reader_.List(node, "schedule_layers");
    for (auto layer = layers.rbegin(); layer != layers.rend(); ++layer) ReadLayer(*layer, schedule);
    for (const auto& one : reader_.List(node, "overrides")) ReadOverride(one, schedule);
    if (const YamlNode* rendered = reader_.Map(node, "overrides_subschedule"))
      for (const auto& one : reader_.List(*rendered, "rendered_schedule_entries"))
        ReadOverride(one, schedule);
    return schedule;
  }

  void ReadLayer(const YamlNode& node, Schedule& schedule) {
    Turns turns;
    turns.name = "schedule '" + schedule.name + "', layer '" +
                 ExportReader::TextOr(node, "name", "unnamed") + "'";
    turns.zone_name = schedule.zone_name;
    turns.zone = schedule.zone;
    turns.mark = node.mark;
    turns.level = static_cast<int>(schedule.turns.size());
    turns.begin = reader_.Time(node, "start");
    turns.end = reader_.Time(node, "end");
    auto first = reader_.Time(node, "rotation_virtual_start");
    if (!first) first = turns.begin;
    const auto length = reader_.Number(node, "rotation_turn_length_seconds");
    if (!first || !length)
      return reader_.Error(node.mark, turns.name +
                                          " needs 'rotation_virtual_start' and "
                                          "'rotation_turn_length_seconds'");
    turns.first = date::floor<std::chrono::minutes>(schedule.zone->to_local(*first));
    const auto every = ShiftLengthOf(std::chrono::seconds(*length));
    if (!every)
      return reader_.Lost(node.mark, turns.name + ": left out, turns of " +
                                         std::to_string(*length) + " s are no whole hours");
    turns.every = *every;
    for (const auto& user : reader_.List(node, "users")) {
      const YamlNode* reference = user.Find("user");
      turns.people.push_back({ContactOf(reference != nullptr ? *reference : user)});
    }
    if (turns.people.empty())
      return reader_.Lost(node.mark, turns.name + ": left out, it has no users");
    ReadRestrictions(node, turns);
    schedule.turns.push_back(std::move(turns));
  }

  void ReadRestrictions(const YamlNode& node, Turns& turns) {
    const auto& restrictions = reader_.List(node, "restrictions");
    if (!restrictions.empty()) turns.hours.reset();
    for (const auto& one : restrictions) {
      const auto from = reader_.TimeOfDay(one, "start_time_of_day");
      const auto seconds = reader_.NumberOr(one, "duration_seconds", 0, 0, kWeekSeconds);
      if (!from) continue;
      const auto length =
          std::chrono::duration_cast<std::chrono::minutes>(std::chrono::seconds(seconds));
      if (ExportReader::TextOr(one, "type") != "weekly_restriction") {
        AddDaily(turns.hours, *from, length);
        continue;
      }
      const auto day = reader_.NumberOr(one, "start_day_of_week", 1, 1, 7);  // 1: Monday
      AddSpan(turns.hours, static_cast<std::size_t>(day - 1), *from, length);
    }
  }

  void ReadOverride(const YamlNode& node, Schedule& schedule) {
    const auto from = reader_.Time(node, "start");
    const auto to = reader_.Time(node, "end");
    const YamlNode* user = reader_.Map(node, "user");
    if (!from || !to || user == nullptr)
      return reader_.Error(node.mark, "an override needs 'start', 'end' and 'user'");
    schedule.stand_ins.push_back({.from = *from,
                                  .to = *to,
                                  .people = {ContactOf(*user)},
                                  .instead_of = {},
                                  .mark = node.mark});
  }

  Ladder ReadPolicy(const YamlNode& node) {
    Ladder ladder{
        .id = reader_.Text(node, "id"),
        .name = reader_.Text(node, "name"),
        .steps = {},
        .retries = static_cast<int>(reader_.NumberOr(node, "num_loops", 0, 0, kMostLoops)),
        .mark = node.mark};
    const std::string what = "policy '" + ladder.name + "': ";
    if (ladder.retries > 0)
      reader_.Lost(node.mark, what + "the whole ladder was climbed " +
                                  std::to_string(ladder.retries) +
                                  " times more: each rung is rung as often again instead");
    for (const auto& rule : reader_.List(node, "escalation_rules")) {
      const auto& targets = reader_.List(rule, "targets");
      if (targets.size() > 1)
        reader_.LostOnce(rule.mark, what + "targets of one rule are rung one after another");
      for (const auto& target : targets) ReadTarget(target, ladder);
      if (const YamlNode* delay = rule.Find("escalation_delay_in_minutes"))
        reader_.LostOnce(delay->mark,
                         what +
                             "delays are left out: the next rung is rung as soon as the one "
                             "before it has not decided");
    }
    return ladder;
  }

  void ReadTarget(const YamlNode& target, Ladder& ladder) {
    const std::string type = reader_.Text(target, "type");
    if (type.starts_with("user"))
      ladder.steps.push_back({Step::Of::kPerson, ContactOf(target), target.mark});
    else if (type.starts_with("schedule"))
      ladder.steps.push_back({Step::Of::kSchedule, reader_.Text(target, "id"), target.mark});
    else
      reader_.Lost(target.mark,
                   "policy '" + ladder.name + "': left out, a target of the type '" + type + "'");
  }

  ExportReader& reader_;
  People& people_;
};

class PagerDuty final : public RosterFormat {
 public:
  std::string_view Name() const override { return "pagerduty"; }
  std::string_view Description() const override {
    return "PagerDuty: users, schedules, escalation_policies";
  }
  Roster Read(std::string_view text, ExportReader& reader, People& people) const override {
    const auto root = reader.Root(text);
    return root ? PagerDutyReading(reader, people).Read(*root) : Roster{};
  }
};

}  // namespace

void RegisterRosterFormat_pagerduty(RosterFormatRegistry& registry);
void RegisterRosterFormat_pagerduty(RosterFormatRegistry& registry) {
  registry.Add(std::make_unique<PagerDuty>());
}

}  // namespace tocsin::rosters
