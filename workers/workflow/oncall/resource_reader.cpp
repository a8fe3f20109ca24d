#include <date/tz.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "schemas/ids.hpp"
#include "workers/workflow/oncall/field_reader.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::string_view kDayNames[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr int kMaxRetries = 20;
constexpr int kLastResortRetries = 1;
constexpr Duration kMaxDelay = std::chrono::hours(1);
constexpr std::chrono::minutes kDayLength = std::chrono::hours(24);

std::optional<std::size_t> DayNumber(std::string_view name) {
  const auto found = std::ranges::find(kDayNames, name);
  if (found == std::end(kDayNames)) return std::nullopt;
  return static_cast<std::size_t>(found - std::begin(kDayNames));
}

/// Adds "mon" or "mon-fri" (also "fri-mon"); false when it is neither.
bool AddDays(std::string_view text, std::array<bool, 7>& days) {
  const std::size_t dash = text.find('-');
  const auto first = DayNumber(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : DayNumber(text.substr(dash + 1));
  if (!first || !last) return false;
  for (std::size_t day = *first;; day = (day + 1) % 7) {
    days[day] = true;
    if (day == *last) return true;
  }
}

/// "07:00" to "24:00".
std::optional<std::chrono::minutes> ParseTimeOfDay(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  int hour = 0;
  int minute = 0;
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + 2, hour);
  const auto [rest2, fault2] = std::from_chars(text.data() + 3, text.data() + 5, minute);
  if (fault != std::errc() || fault2 != std::errc() || rest != text.data() + 2 ||
      rest2 != text.data() + 5)
    return std::nullopt;
  const std::chrono::minutes time = std::chrono::hours(hour) + std::chrono::minutes(minute);
  if (hour < 0 || minute < 0 || minute > 59 || time > kDayLength) return std::nullopt;
  return time;
}

bool IsDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  const auto number = [&](std::size_t begin, std::size_t end, auto& out) {
    const auto [rest, fault] = std::from_chars(text.data() + begin, text.data() + end, out);
    return fault == std::errc() && rest == text.data() + end;
  };
  return number(0, 4, year) && number(5, 7, month) && number(8, 10, day) &&
         date::year_month_day(date::year(year), date::month(month), date::day(day)).ok();
}

}  // namespace

/// Gathers the files of one set; names are looked up after the last one.
class ResourceReader {
 public:
  explicit ResourceReader(std::string_view last_resort_phone)
      : last_resort_phone_(last_resort_phone) {}

  void Add(const ResourceFile& file) {
    auto root = ParseYaml(file.text, file.name);
    if (!root) {
      if (!IsBlank(file.text)) findings_.push_back(root.error());
      return;
    }
    FieldReader reader(file.name, findings_);
    if (!reader.ExpectMap(*root, "a resource file")) return;
    reader.RefuseOthers(*root, {"contacts", "policies", "calendars", "actions"});
    for (const auto& [section, read] : {std::pair("contacts", &ResourceReader::ReadContact),
                                        std::pair("policies", &ResourceReader::ReadPolicy),
                                        std::pair("calendars", &ResourceReader::ReadCalendar),
                                        std::pair("actions", &ResourceReader::ReadAction)}) {
      const YamlNode* map = root->Find(section);
      if (map == nullptr || !reader.ExpectMap(*map, "'" + std::string(section) + "'")) continue;
      for (const auto& member : map->members)
        if (IsNew(reader, section, member)) (this->*read)(reader, member);
    }
  }

  ParsedResources Finish() {
    CheckRungs();
    AddLastResort();
    resources_.hash_ = HashOf(resources_);
    std::ranges::stable_sort(findings_, [](const Finding& a, const Finding& b) {
      return std::tie(a.file, a.mark.line, a.mark.column) <
             std::tie(b.file, b.mark.line, b.mark.column);
    });
    ParsedResources parsed;
    if (!HasErrors(findings_))
      parsed.resources = std::make_shared<const Resources>(std::move(resources_));
    parsed.findings = std::move(findings_);
    return parsed;
  }

 private:
  struct RungPlace {
    std::string contact;
    std::string file;
    Mark mark;
  };

  static bool IsBlank(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = std::min(text.find('\n'), text.size());
      const std::string_view line = text.substr(0, end);
      const std::size_t begin = line.find_first_not_of(" \t\r");
      if (begin != std::string_view::npos && line[begin] != '#') return false;
      text.remove_prefix(std::min(end + 1, text.size()));
    }
    return true;
  }

  bool IsNew(FieldReader& reader, std::string_view section, const YamlNode::Member& member) {
    const std::string key = std::string(section) + '/' + member.key;
    const auto [place, fresh] =
        places_.emplace(key, reader.File() + ':' + std::to_string(member.mark.line));
    if (!fresh)
      reader.Error(member.mark, "'" + member.key + "' of " + std::string(section) +
                                    " is already in " + place->second);
    return fresh;
  }

  void ReadContact(FieldReader& reader, const YamlNode::Member& member) {
    if (!reader.ExpectMap(member.value, "a contact")) return;
    reader.RefuseOthers(member.value, {"name", "phone", "language"});
    const auto phone = reader.String(member.value, "phone", true);
    if (phone && !IsPhoneNumber(*phone))
      reader.Error(member.value.Find("phone")->mark,
                   "'phone' must be '+' and 7 to 15 digits in quotes, such as '+15551234567'");
    const auto name = reader.String(member.value, "name", false);
    const auto language = reader.String(member.value, "language", false);
    resources_.contacts_.push_back(
        {member.key, name.value_or(member.key), phone.value_or(""), language.value_or("en-US")});
  }

  void ReadPolicy(FieldReader& reader, const YamlNode::Member& member) {
    if (!reader.ExpectMap(member.value, "a policy")) return;
    reader.RefuseOthers(member.value, {"rungs"});
    Policy policy{member.key, {}};
    const YamlNode* rungs = member.value.Find("rungs");
    if (rungs == nullptr) {
      reader.Error(member.mark, "'rungs' is missing");
    } else if (reader.ExpectList(*rungs, "'rungs'")) {
      for (const auto& node : rungs->items) ReadRung(reader, node, policy);
    }
    resources_.policies_.push_back(std::move(policy));
  }

  void ReadRung(FieldReader& reader, const YamlNode& node, Policy& policy) {
    if (!node.IsMap()) {
      reader.ExpectMap(node, "a rung");
      return;
    }
    reader.RefuseOthers(node, {"contact", "retries", "delay"});
    const auto contact = reader.String(node, "contact", true);
    if (!contact) return;
    rungs_.push_back({*contact, reader.File(), node.Find("contact")->mark});
    Rung rung;
    rung.contact = *contact;
    rung.retries = reader.Integer(node, "retries", 0, kMaxRetries).value_or(rung.retries);
    rung.delay = reader.Time(node, "delay", kMaxDelay).value_or(rung.delay);
    policy.rungs.push_back(std::move(rung));
  }

  void ReadCalendar(FieldReader& reader, const YamlNode::Member& member) {
    if (!reader.ExpectMap(member.value, "a calendar")) return;
    reader.RefuseOthers(member.value, {"zone", "hours", "holidays"});
    Calendar calendar;
    calendar.name = member.key;
    if (const auto zone = reader.String(member.value, "zone", true)) {
      calendar.zone_name = *zone;
      calendar.zone = LocateZone(*zone);
      if (calendar.zone == nullptr)
        reader.Error(member.value.Find("zone")->mark,
                     "'" + *zone + "' is not a time zone of this system, such as Europe/Berlin");
    }
    if (const YamlNode* hours = member.value.Find("hours");
        hours && reader.ExpectList(*hours, "'hours'"))
      for (const auto& node : hours->items) ReadHours(reader, node, calendar);
    if (const YamlNode* holidays = member.value.Find("holidays");
        holidays && reader.ExpectList(*holidays, "'holidays'"))
      for (const auto& node : holidays->items) ReadHoliday(reader, node, calendar);
    resources_.calendars_.push_back(std::move(calendar));
  }

  static const date::time_zone* LocateZone(const std::string& name) {
    try {
      return date::locate_zone(name);
    } catch (const std::exception&) {
      return nullptr;
    }
  }

  static void ReadHoliday(FieldReader& reader, const YamlNode& node, Calendar& calendar) {
    if (node.IsScalar() && IsDate(node.text)) {
      calendar.holidays.insert(node.text);
    } else {
      reader.Error(node.mark, "a holiday must be a date such as '2026-12-25'");
    }
  }

  static void ReadHours(FieldReader& reader, const YamlNode& node, Calendar& calendar) {
    if (!node.IsMap()) {
      reader.ExpectMap(node, "an entry of 'hours'");
      return;
    }
    reader.RefuseOthers(node, {"days", "from", "to"});
    Hours hours;
    ReadDays(reader, node, hours);
    const auto from = ReadTime(reader, node, "from");
    const auto to = ReadTime(reader, node, "to");
    if (!from || !to) return;
    hours.from = *from;
    hours.to = *to;
    if (hours.from == hours.to)
      reader.Error(node.Find("to")->mark,
                   "'from' and 'to' are the same; a whole day is '00:00' to '24:00'");
    if (hours.from == kDayLength)
      reader.Error(node.Find("from")->mark, "'from' must be before '24:00'");
    calendar.hours.push_back(hours);
  }

  static void ReadDays(FieldReader& reader, const YamlNode& node, Hours& hours) {
    const YamlNode* days = node.Find("days");
    if (days == nullptr) {
      reader.Error(node.mark, "'days' is missing");
      return;
    }
    const auto read_one = [&](const YamlNode& item) {
      if (!item.IsScalar() || !AddDays(item.text, hours.days))
        reader.Error(item.mark, "'days' must be such as mon, mon-fri or [sat, sun]");
    };
    if (!days->IsSequence()) return read_one(*days);
    for (const auto& item : days->items) read_one(item);
  }

  static std::optional<std::chrono::minutes> ReadTime(FieldReader& reader, const YamlNode& node,
                                                      std::string_view key) {
    const auto text = reader.String(node, key, true);
    if (!text) return std::nullopt;
    const auto time = ParseTimeOfDay(*text);
    if (!time)
      reader.Error(node.Find(key)->mark,
                   "'" + std::string(key) + "' must be a time in quotes, such as '07:00'");
    return time;
  }

  void ReadAction(FieldReader& reader, const YamlNode::Member& member) {
    Action action;
    if (member.value.IsScalar()) {
      action.name = member.value.text;
    } else if (member.value.kind == YamlNode::Kind::kNull) {
      reader.Error(member.mark, "an action needs a name");
    } else if (reader.ExpectMap(member.value, "an action")) {
      reader.RefuseOthers(member.value, {"name", "parameters"});
      action.name = reader.String(member.value, "name", true).value_or("");
      if (const YamlNode* given = member.value.Find("parameters");
          given && reader.ExpectMap(*given, "'parameters'"))
        if (given->IsMap()) action.parameters = given->ToJson().as_object();
    }
    resources_.actions_.emplace(member.key, std::move(action));
  }

  void CheckRungs() {
    std::vector<std::string_view> known;
    for (const auto& contact : resources_.contacts_) known.push_back(contact.id);
    for (const auto& place : rungs_) {
      if (std::ranges::find(known, place.contact) != known.end()) continue;
      FieldReader(place.file, findings_)
          .Error(place.mark, "contact '" + place.contact + "' is in no resource file" +
                                 DidYouMean(place.contact, known));
    }
  }

  void AddLastResort() {
    if (!last_resort_phone_.empty() && !IsPhoneNumber(last_resort_phone_))
      findings_.push_back({"ALERT_PHONE_NUMBER",
                           {},
                           Finding::Level::kError,
                           "the number of last resort must be '+' and 7 to 15 digits"});
    if (resources_.contacts_.empty() && !last_resort_phone_.empty()) {
      resources_.contacts_.push_back(
          {std::string(kLastResortContact), "on call", std::string(last_resort_phone_), "en-US"});
      const Rung only{.contact = std::string(kLastResortContact), .retries = kLastResortRetries};
      for (auto& policy : resources_.policies_) policy.rungs = {only};
      if (resources_.policies_.empty()) resources_.policies_.push_back({"default", {only}});
    }
    if (!resources_.policies_.empty()) return;
    Policy everyone{"default", {}};
    for (const auto& contact : resources_.contacts_)
      everyone.rungs.push_back({.contact = contact.id});
    if (!everyone.rungs.empty()) resources_.policies_.push_back(std::move(everyone));
  }

  static std::string HashOf(const Resources& resources) {
    json::object all;
    for (const auto& contact : resources.contacts_)
      all["contact/" + contact.id] = {contact.name, contact.phone, contact.language};
    for (const auto& policy : resources.policies_) {
      json::array rungs;
      for (const auto& rung : policy.rungs)
        rungs.push_back({json::value(rung.contact), rung.retries, rung.delay.count()});
      all["policy/" + policy.name] = std::move(rungs);
    }
    for (const auto& calendar : resources.calendars_) {
      json::array hours;
      for (const auto& entry : calendar.hours) {
        json::array one{entry.from.count(), entry.to.count()};
        for (const bool day : entry.days) one.push_back(day);
        hours.push_back(std::move(one));
      }
      json::array holidays(calendar.holidays.begin(), calendar.holidays.end());
      all["calendar/" + calendar.name] = {json::value(calendar.zone_name), std::move(hours),
                                          std::move(holidays)};
    }
    for (const auto& [kind, action] : resources.actions_)
      all["action/" + kind] = {json::value(action.name), action.parameters};
    json::array order;  // which contact or policy comes first has a meaning
    for (const auto& contact : resources.contacts_) order.push_back(json::value(contact.id));
    all["order"] = std::move(order);
    return Sha256Hex(CanonicalJson(all));
  }

  std::string_view last_resort_phone_;
  Resources resources_;
  std::vector<Finding> findings_;
  std::map<std::string, std::string, std::less<>> places_;
  std::vector<RungPlace> rungs_;
};

ParsedResources ParseResources(const std::vector<ResourceFile>& files,
                               std::string_view last_resort_phone) {
  ResourceReader reader(last_resort_phone);
  for (const auto& file : files) reader.Add(file);
  return reader.Finish();
}

}  // namespace tocsin::workflow
