// links: workflow expression schemas
// Calendars, rotations and ladders against a second program that knows the rules: Python, on its
// own zoneinfo. Sets and moments come of a seed; many of the moments are around changes of the
// clock.
#include <date/tz.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <random>
#include <sstream>

#include "schemas/events/alerts.hpp"
#include "workers/workflow/oncall/duty.hpp"

namespace tocsin::workflow {
namespace {

constexpr int kSets = 100;
constexpr int kQuestions = 50;
constexpr int kFirstYear = 2026;
constexpr int kLastYear = 2034;
constexpr const char* kZones[] = {"Europe/Berlin",    "America/New_York",  "Australia/Lord_Howe",
                                  "Asia/Kolkata",     "Africa/Casablanca", "Europe/Dublin",
                                  "America/St_Johns", "Pacific/Auckland",  "America/Santiago"};
constexpr const char* kDays[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

/// One set of resources and what is asked of it.
class Maker {
 public:
  explicit Maker(unsigned seed) : random_(seed) {}

  json::object Make() {
    zones_.clear();
    json::object resources;
    resources["contacts"] = Contacts();
    resources["calendars"] = {{"office",
                               {{"zone", Zone()},
                                {"hours", HoursList(1 + Below(3))},
                                {"holidays", {"12-25", "01-01", Date(), Date(), Date()}}}}};
    resources["rotations"] = {{"first", Rotation()}, {"second", Rotation()}};
    resources["policies"] = {
        {"chosen", {{"by", "severity"}}},
        {"ladder", {{"rungs", {{{"rotation", "first"}}, Rung(), {{"policy", "boss"}}}}}},
        {"boss", {{"rungs", {{{"contact", "p0"}}, {{"rotation", "second"}}}}}}};
    resources["overrides"] = {
        Override({{"rotation", "first"}}, false), Override({{"rotation", "second"}}, false),
        Override({{"policy", "ladder"}}, true), Override({{"policy", "chosen"}}, true)};
    return resources;
  }

  /// Half of them near a change of the clock in one of the zones of the set.
  std::int64_t Moment() {
    const auto begin = date::sys_days(date::year(kFirstYear) / 1 / 1);
    const auto end = date::sys_days(date::year(kLastYear) / 1 / 1);
    const auto span = std::chrono::duration_cast<std::chrono::seconds>(end - begin).count();
    auto at = date::sys_seconds(begin) +
              std::chrono::seconds(std::uniform_int_distribution<std::int64_t>(0, span)(random_));
    if (Below(2) == 0) {
      const auto change = date::locate_zone(zones_[Below(zones_.size())])->get_info(at).end;
      if (change < end) at = change + std::chrono::minutes(Below(241)) - std::chrono::minutes(120);
    }
    return date::floor<std::chrono::minutes>(at).time_since_epoch() / std::chrono::seconds(1);
  }

  std::string Severity() {
    const auto number = Below(5);
    return number == 4 ? "" : std::string(events::kSeverities[number]);
  }

 private:
  std::size_t Below(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  std::string Zone() { return zones_.emplace_back(kZones[Below(std::size(kZones))]); }
  std::string Time() {
    // Hand-overs and hours in the hours in which clocks change, too.
    const auto hour = Below(2) == 0 ? Below(4) : Below(24);
    return Two(hour) + ":" + Two(Below(4) * 15);
  }
  static std::string Two(std::size_t number) {
    return (number < 10 ? "0" : "") + std::to_string(number);
  }
  std::string Date() {
    return std::to_string(kFirstYear + static_cast<int>(Below(kLastYear - kFirstYear))) + "-" +
           Two(1 + Below(12)) + "-" + Two(1 + Below(28));
  }
  std::string Person() { return "p" + std::to_string(Below(6)); }

  json::object Hours() {
    const auto from = Time();
    auto to = Below(6) == 0 ? std::string("24:00") : Time();
    if (from == to) to = from == "00:00" ? "24:00" : "00:00";
    json::value days(std::string(kDays[Below(7)]) + "-" + kDays[Below(7)]);
    if (Below(3) == 0) days = json::array{kDays[Below(7)], kDays[Below(7)]};
    return {{"days", std::move(days)}, {"from", from}, {"to", to}};
  }
  json::array HoursList(std::size_t count) {
    json::array list;
    for (std::size_t i = 0; i < count; ++i) list.push_back(Hours());
    return list;
  }

  json::object Contacts() {
    json::object contacts;
    for (int i = 0; i < 6; ++i) {
      json::object person = {{"phone", "+1555987654" + std::to_string(i)}, {"zone", Zone()}};
      if (Below(2) == 0) person["priority"] = Below(4);
      if (i > 0 && Below(6) == 0) person["active"] = false;
      if (Below(2) == 0)
        person["severities"] = {json::value(events::kSeverities[Below(4)]),
                                json::value(events::kSeverities[Below(4)])};
      if (Below(3) == 0) {
        person["quiet"] = {{"hours", HoursList(1 + Below(2))}};
        if (Below(2) == 0) person["quiet"].as_object()["except"] = {events::kSeverities[Below(4)]};
      }
      contacts["p" + std::to_string(i)] = std::move(person);
    }
    return contacts;
  }

  json::object Layer() {
    json::object layer = {{"start", std::to_string(kFirstYear) + "-" + Two(1 + Below(12)) + "-" +
                                        Two(1 + Below(28))}};
    if (Below(3) == 0)
      layer["start"] = std::to_string(kFirstYear) + "-" + (Below(2) == 0 ? "01-31" : "08-31");
    constexpr const char* kLengths[] = {"hour", "12 hours", "7 hours", "day",     "3 days",
                                        "week", "2 weeks",  "month",   "2 months"};
    const std::string every = kLengths[Below(std::size(kLengths))];
    layer["every"] = every;
    const bool weekly = every.find("week") != std::string::npos;
    layer["handover"] =
        (weekly && Below(2) == 0 ? std::string(kDays[Below(7)]) + " " : "") + Time();
    if (Below(3) == 0) layer["until"] = "2029-0" + std::to_string(1 + Below(9)) + "-15";
    json::array people;
    for (std::size_t i = 0, count = 1 + Below(4); i < count; ++i) {
      if (Below(5) == 0)
        people.push_back(json::array{json::value(Person()), json::value(Person())});
      else
        people.push_back(json::value(Person()));
    }
    layer["people"] = std::move(people);
    if (Below(2) == 0) layer["restrictions"] = HoursList(1 + Below(2));
    return layer;
  }
  json::object Rotation() {
    json::object rotation;
    if (Below(2) == 0) {
      rotation = Layer();
    } else {
      json::array layers;
      for (std::size_t i = 0, count = 1 + Below(3); i < count; ++i) layers.push_back(Layer());
      rotation["layers"] = std::move(layers);
    }
    rotation["zone"] = Zone();
    return rotation;
  }
  json::object Rung() {
    return Below(2) == 0 ? json::object{{"contact", Person()}}
                         : json::object{{"rotation", "second"}};
  }

  json::object Override(json::object entry, bool needs_zone) {
    const int year = kFirstYear + static_cast<int>(Below(kLastYear - kFirstYear));
    const auto from = std::to_string(year) + "-0" + std::to_string(1 + Below(4)) + "-" +
                      Two(1 + Below(28)) + "T" + Time();
    const auto to = std::to_string(year) + "-1" + std::to_string(Below(2)) + "-" +
                    Two(1 + Below(28)) + "T" + Time();
    const bool utc = Below(2) == 0;
    entry["from"] = utc ? from + ":00Z" : from;
    entry["to"] = utc ? to + ":00Z" : to;
    if (needs_zone) entry["zone"] = Zone();
    entry["contact"] = Person();
    return entry;
  }

  std::mt19937 random_;
  std::vector<std::string> zones_;
};

json::array Names(const Duty& duty) {
  json::array names;
  for (const auto& rung : duty.rungs) names.push_back(json::value(rung.contact));
  return names;
}

json::object OurAnswer(const Resources& resources, const json::value& question) {
  const TimePoint at{std::chrono::seconds(question.at("at").as_int64())};
  const std::string severity(question.at("severity").as_string());
  const auto ask = [&](std::string_view policy) {
    return Resolve(resources, {.policy = resources.FindPolicy(policy),
                               .calendar = resources.FindCalendar("office"),
                               .severity = severity,
                               .at = at});
  };
  const Duty ladder = ask("ladder");
  return {{"open", ladder.open}, {"ladder", Names(ladder)}, {"chosen", Names(ask("chosen"))}};
}

/// What the other program says; nothing where it cannot be run.
std::optional<json::value> TheirAnswers(const json::array& cases) {
  namespace fs = std::filesystem;
  const fs::path folder = fs::path(testing::TempDir()) / "tocsin_second_rendering";
  fs::create_directories(folder);
  std::ofstream(folder / "in.json") << JsonText(cases);
  const std::string command =
      "python3 " TOCSIN_SOURCE_DIR "/tests/integration/oncall/second_rendering.py < " +
      (folder / "in.json").string() + " > " + (folder / "out.json").string();
  const bool ran = std::system(command.c_str()) == 0;  // NOLINT(concurrency-mt-unsafe)
  std::ostringstream text;
  text << std::ifstream(folder / "out.json").rdbuf();
  fs::remove_all(folder);
  if (!ran) return std::nullopt;
  return ParseJson(text.str()).value();
}

bool HasPythonWithZones() {
  return std::system(
             "python3 -c 'import zoneinfo; zoneinfo.ZoneInfo(\"Europe/Berlin\")' "
             ">/dev/null 2>&1") == 0;  // NOLINT(concurrency-mt-unsafe)
}

TEST(SecondRendering, AgreesOnWhoIsOnDuty) {
  if (!HasPythonWithZones()) GTEST_SKIP() << "python3 with zoneinfo and tzdata is not there";
  json::array cases;
  std::vector<std::shared_ptr<const Resources>> sets;
  for (unsigned seed = 1; seed <= kSets; ++seed) {
    Maker maker(seed);
    const json::object resources = maker.Make();
    const auto parsed = ParseResources({{"set.yaml", JsonText(resources)}}, "");
    // A ladder of people who are all off is refused: such sets say nothing.
    if (!parsed.resources) {
      for (const auto& finding : parsed.findings)
        EXPECT_NE(finding.text.find("reaches nobody"), std::string::npos)
            << FormatFinding(finding) << "\n"
            << JsonText(resources);
      continue;
    }
    json::array questions;
    for (int i = 0; i < kQuestions; ++i)
      questions.push_back(json::object{{"at", maker.Moment()}, {"severity", maker.Severity()}});
    cases.push_back(json::object{{"resources", resources}, {"questions", std::move(questions)}});
    sets.push_back(parsed.resources);
  }
  ASSERT_GT(sets.size(), kSets * 9U / 10);

  const auto theirs = TheirAnswers(cases);

  ASSERT_TRUE(theirs) << "the other program failed";
  int asked = 0;
  int nobody = 0;
  int differ = 0;
  for (std::size_t set = 0; set < sets.size(); ++set) {
    const auto& questions = cases[set].at("questions").as_array();
    for (std::size_t i = 0; i < questions.size(); ++i) {
      const json::value ours = OurAnswer(*sets[set], questions[i]);
      const json::value& other = theirs->at(set).at(i);
      ++asked;
      if (ours.at("ladder").as_array().empty()) ++nobody;
      if (CanonicalJson(ours) == CanonicalJson(other) || ++differ > 5) continue;
      ADD_FAILURE() << "at "
                    << FormatTime(TimePoint(std::chrono::seconds(questions[i].at("at").as_int64())))
                    << " " << JsonText(questions[i]) << "\nours   " << JsonText(ours) << "\ntheirs "
                    << JsonText(other) << "\n"
                    << JsonText(cases[set].at("resources"));
    }
  }
  EXPECT_EQ(differ, 0) << "of " << asked;
  EXPECT_LT(nobody, asked / 2) << "the questions say too little";
}

}  // namespace
}  // namespace tocsin::workflow
