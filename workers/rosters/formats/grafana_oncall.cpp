// Grafana OnCall's API: https://grafana.com/docs/oncall/latest/oncall-api-reference/. A shift is a
// recurring event; of several at one time those of the highest level are on duty.
#include <date/tz.h>

#include <algorithm>

#include "workers/rosters/roster_format.hpp"
#include "workers/rosters/shift_event.hpp"

namespace tocsin::rosters {
namespace {

constexpr std::int64_t kMostLevels = 1000;

class GrafanaReading {
 public:
  GrafanaReading(ExportReader& reader, People& people) : reader_(reader), people_(people) {}

  Roster Read(const YamlNode& root) {
    for (const auto& user : reader_.List(root, "users")) AddUser(user);
    for (const auto& shift : reader_.List(root, "on_call_shifts"))
      shifts_.emplace(reader_.Text(shift, "id"), &shift);
    Roster roster;
    for (const auto& schedule : reader_.List(root, "schedules"))
      roster.schedules.push_back(ReadSchedule(schedule));
    for (const auto& chain : reader_.List(root, "escalation_chains"))
      roster.ladders.push_back(ReadChain(chain, root));
    return roster;
  }

 private:
  void AddUser(const YamlNode& user) {
    people_.Add({.id = reader_.Text(user, "id"),
                 .contact = {},
                 .name = ExportReader::TextOr(user, "name", ExportReader::TextOr(user, "username")),
                 .phone = {},
                 .email = ExportReader::TextOr(user, "email"),
                 .zone = ExportReader::TextOr(user, "timezone"),
                 .mark = user.mark},
                "");
  }

  std::vector<std::string> ContactsOf(const std::vector<YamlNode>& ids) {
    std::vector<std::string> contacts;
    for (const auto& id : ids) contacts.push_back(people_.ContactOf(id.text, "", id.mark));
    return contacts;
  }

  Schedule ReadSchedule(const YamlNode& node) {
    Schedule schedule;
    schedule.id = reader_.Text(node, "id");
    schedule.name = reader_.Text(node, "name");
    schedule.mark = node.mark;
    if (const std::string type = ExportReader::TextOr(node, "type", "web"); type == "ical") {
      reader_.Lost(node.mark, "schedule '" + schedule.name +
                                  "': left out, its shifts are in a calendar: import that one");
      return schedule;
    }
    reader_.Zone(node, "time_zone", schedule);
    if (schedule.zone == nullptr) return schedule;
    for (const auto& id : reader_.List(node, "shifts")) {
      const auto shift = shifts_.find(id.text);
      if (shift != shifts_.end())
        ReadShift(*shift->second, schedule);
      else
        reader_.Lost(id.mark, "schedule '" + schedule.name + "': 'on_call_shifts' has no shift '" +
                                  id.text + "'");
    }
    return schedule;
  }

  void ReadShift(const YamlNode& node, Schedule& schedule) {
    ShiftEvent event;
    event.turns.name = "schedule '" + schedule.name + "', shift '" +
                       ExportReader::TextOr(node, "name", "unnamed") + "'";
    event.turns.mark = node.mark;
    Schedule own;
    own.zone_name = schedule.zone_name;
    own.zone = schedule.zone;
    if (!ExportReader::TextOr(node, "time_zone").empty()) reader_.Zone(node, "time_zone", own);
    if (own.zone == nullptr) return;
    event.turns.zone_name = own.zone_name;
    event.turns.zone = own.zone;
    event.turns.level = static_cast<int>(reader_.NumberOr(node, "level", 0, 0, kMostLevels));
    const auto start = reader_.WallTime(node, "start");
    if (!start) return reader_.Error(node.mark, event.turns.name + " needs 'start'");
    event.turns.first = *start;
    if (const auto begin = reader_.WallTime(node, "rotation_start"))
      event.turns.begin = workflow::InstantOf(*own.zone, *begin);
    event.until = reader_.WallTime(node, "until");
    event.duration = std::chrono::duration_cast<std::chrono::minutes>(
        std::chrono::seconds(reader_.NumberOr(node, "duration", 0, 1, INT32_MAX)));
    event.type = reader_.Text(node, "type");
    event.frequency = ExportReader::TextOr(node, "frequency");
    event.interval = static_cast<int>(reader_.NumberOr(node, "interval", 1, 1, kLongestInterval));
    event.week_start = ExportReader::TextOr(node, "week_start", "SU");
    for (const auto& day : reader_.List(node, "by_day")) event.by_day.push_back(day.text);
    event.by_date =
        !reader_.List(node, "by_month").empty() || !reader_.List(node, "by_monthday").empty();
    if (ReadPeople(node, event)) Take(event, schedule);
  }

  bool ReadPeople(const YamlNode& node, ShiftEvent& event) {
    const auto& rolling = reader_.List(node, "rolling_users");
    for (const auto& together : rolling) event.turns.people.push_back(ContactsOf(together.items));
    std::erase_if(event.turns.people, [](const auto& turn) { return turn.empty(); });
    if (!event.turns.people.empty()) {
      const auto first = reader_.NumberOr(node, "start_rotation_from_user_index", 0, 0,
                                          static_cast<std::int64_t>(event.turns.people.size()) - 1);
      std::ranges::rotate(event.turns.people, event.turns.people.begin() + first);
    } else if (auto users = ContactsOf(reader_.List(node, "users")); !users.empty()) {
      event.turns.people.push_back(std::move(users));
    }
    if (event.turns.people.empty())
      reader_.Lost(node.mark, event.turns.name + ": left out, nobody is in it");
    return !event.turns.people.empty();
  }

  void Take(ShiftEvent& event, Schedule& schedule) {
    if (event.type == "override") {
      const auto from = workflow::InstantOf(*event.turns.zone, event.turns.first);
      schedule.stand_ins.push_back({.from = from,
                                    .to = from + event.duration,
                                    .people = event.turns.people.front(),
                                    .instead_of = {},
                                    .mark = event.turns.mark});
      return;
    }
    const std::string lost = TurnsOf(event);
    if (!lost.empty()) reader_.Lost(event.turns.mark, event.turns.name + ": " + lost);
    if (event.whole) schedule.turns.push_back(std::move(event.turns));
  }

  Ladder ReadChain(const YamlNode& chain, const YamlNode& root) {
    Ladder ladder{.id = reader_.Text(chain, "id"),
                  .name = reader_.Text(chain, "name"),
                  .steps = {},
                  .mark = chain.mark};
    std::vector<const YamlNode*> steps;
    for (const auto& step : reader_.List(root, "escalation_policies"))
      if (reader_.Text(step, "escalation_chain_id") == ladder.id) steps.push_back(&step);
    std::ranges::stable_sort(steps, {}, [&](const YamlNode* step) {
      return reader_.NumberOr(*step, "position", 0, -1, INT32_MAX);
    });
    for (const YamlNode* step : steps) ReadStep(*step, ladder);
    return ladder;
  }

  void ReadStep(const YamlNode& step, Ladder& ladder) {
    const std::string type = reader_.Text(step, "type");
    const std::string what = "policy '" + ladder.name + "': ";
    if (type == "notify_on_call_from_schedule")
      return ladder.steps.push_back(
          {Step::Of::kSchedule, reader_.Text(step, "notify_on_call_from_schedule"), step.mark});
    if (type == "wait")
      return reader_.LostOnce(step.mark,
                              what +
                                  "waiting is left out: the next rung is rung as soon as the "
                                  "one before it has not decided");
    const bool in_turn = type == "notify_person_next_each_time";
    if (type != "notify_persons" && !in_turn)
      return reader_.Lost(step.mark, what + "a step of the type '" + type + "' is left out");
    if (in_turn)
      reader_.Lost(step.mark, what + "people who were notified in turn are rung in this order");
    for (const auto& contact : ContactsOf(reader_.List(
             step, in_turn ? "persons_to_notify_next_each_time" : "persons_to_notify")))
      ladder.steps.push_back({Step::Of::kPerson, contact, step.mark});
  }

  ExportReader& reader_;
  People& people_;
  std::map<std::string, const YamlNode*> shifts_;  ///< by id
};

class GrafanaOnCall final : public RosterFormat {
 public:
  std::string_view Name() const override { return "grafana-oncall"; }
  std::string_view Description() const override {
    return "Grafana OnCall: users, schedules, on_call_shifts, escalation_chains, "
           "escalation_policies";
  }
  Roster Read(std::string_view text, ExportReader& reader, People& people) const override {
    const auto root = reader.Root(text);
    return root ? GrafanaReading(reader, people).Read(*root) : Roster{};
  }
};

}  // namespace

void RegisterRosterFormat_grafana_oncall(RosterFormatRegistry& registry);
void RegisterRosterFormat_grafana_oncall(RosterFormatRegistry& registry) {
  registry.Add(std::make_unique<GrafanaOnCall>());
}

}  // namespace tocsin::rosters
