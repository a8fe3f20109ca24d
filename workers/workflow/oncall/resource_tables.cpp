#include "workers/workflow/oncall/resource_tables.hpp"

#include <date/tz.h>

#include <algorithm>
#include <charconv>
#include <optional>

#include "schemas/events/alerts.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/phone_number.hpp"

namespace tocsin::workflow {
namespace {

constexpr double kLastPriority = 1'000'000;
constexpr double kMostRungRetries = 20;
constexpr double kLongestRungDelay = 3'600'000;  // an hour
constexpr std::string_view kWeekdayNames[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
constexpr std::chrono::minutes kWholeDay = std::chrono::hours(24);

std::optional<std::size_t> WeekdayNumber(std::string_view name) {
  const auto found = std::ranges::find(kWeekdayNames, name);
  if (found == std::end(kWeekdayNames)) return std::nullopt;
  return static_cast<std::size_t>(found - std::begin(kWeekdayNames));
}

/// Digits and nothing else.
template <class T>
bool ReadDigits(std::string_view text, T& out) {
  const auto [rest, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
  return fault == std::errc() && rest == text.data() + text.size();
}

bool IsDateOfCalendar(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  int year = 0;
  unsigned month = 0;
  unsigned day = 0;
  return ReadDigits(text.substr(0, 4), year) && ReadDigits(text.substr(5, 2), month) &&
         ReadDigits(text.substr(8, 2), day) &&
         date::year_month_day(date::year(year), date::month(month), date::day(day)).ok();
}

std::string FaultOfHoliday(std::string_view text) {
  return IsDateOfCalendar(text) ? "" : "must be a date such as '2026-12-25'";
}
std::string FaultOfContactPhone(std::string_view text) {
  return IsPhoneNumber(text) ? ""
                             : "must be '+' and 7 to 15 digits in quotes, such as '+15551234567'";
}
std::string FaultOfZone(std::string_view text) {
  if (LocateZone(std::string(text)) != nullptr) return {};
  return "must be a time zone of this system, such as Europe/Berlin, got '" + std::string(text) +
         "'";
}

}  // namespace

const date::time_zone* LocateZone(const std::string& name) {
  try {
    return date::locate_zone(name);
  } catch (const std::exception&) {
    return nullptr;
  }
}

std::string TimeOfDay::Read(std::string_view text) {
  constexpr std::string_view kFault = "must be a time in quotes, such as '07:00'";
  unsigned hour = 0;
  unsigned minute = 0;
  const bool shaped = text.size() == 5 && text[2] == ':' && ReadDigits(text.substr(0, 2), hour) &&
                      ReadDigits(text.substr(3), minute);
  const std::chrono::minutes time = std::chrono::hours(hour) + std::chrono::minutes(minute);
  if (!shaped || minute > 59 || time > kWholeDay) return std::string(kFault);
  since_midnight = time;
  return {};
}

std::string TimeOfDay::Text() const {
  const auto hour = std::to_string(since_midnight.count() / 60);
  const auto minute = std::to_string(since_midnight.count() % 60);
  return (hour.size() < 2 ? "0" : "") + hour + (minute.size() < 2 ? ":0" : ":") + minute;
}

std::string Weekdays::Read(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = WeekdayNumber(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : WeekdayNumber(text.substr(dash + 1));
  if (!first || !last) return "must be such as mon, mon-fri or [sat, sun]";
  for (std::size_t day = *first;; day = (day + 1) % days.size()) {
    days[day] = true;
    if (day == *last) return {};
  }
}

std::string Weekdays::Text() const {
  std::string text;
  for (std::size_t day = 0; day < days.size(); ++day)
    if (days[day]) text.append(text.empty() ? "" : ", ").append(kWeekdayNames[day]);
  return text;
}

const FieldTable& ContactEntry::Spec() {
  static const FieldTable table = TableOf<ContactEntry>(
      "contact", "A person who can be phoned.",
      {FieldOf<&ContactEntry::name>(
           "name", "How people know them.",
           {.example = "Alice", .default_text = "the entry's own name", .check = FaultOfEmpty}),
       FieldOf<&ContactEntry::phone>("phone", "`+` and 7 to 15 digits.",
                                     {.required = true,
                                      .example = "+15559876543",
                                      .shown = Shown::kPhone,
                                      .check = FaultOfContactPhone}),
       FieldOf<&ContactEntry::language>("language", "What is spoken to them.",
                                        {.example = "de-DE",
                                         .default_text = "`telephony.language`",
                                         .check = CheckSpokenLanguage}),
       FieldOf<&ContactEntry::zone>(
           "zone", "The zone in which times are said to them.",
           {.example = "Europe/Berlin", .default_text = "the calendar's", .check = FaultOfZone}),
       FieldOf<&ContactEntry::severities>(
           "severities",
           "Of which alerts they are rung where a policy chooses by severity: `info`, `warning`, "
           "`high`, `critical`.",
           {.allowed = {std::begin(events::kSeverities), std::end(events::kSeverities)},
            .example = R"(["high","critical"])",
            .default_text = "all"}),
       FieldOf<&ContactEntry::priority>(
           "priority",
           "The lowest is rung first where a policy chooses by severity; of equal ones the first "
           "in the file.",
           {.min = 0, .max = kLastPriority, .example = "1"}),
       FieldOf<&ContactEntry::active>("active",
                                      "`false`: they are not rung, wherever their name stands.",
                                      {.example = "true"})},
      {"channels"});
  return table;
}

const FieldTable& RungEntry::Spec() {
  static const FieldTable table = TableOf<RungEntry>(
      "rung", "A step of the ladder: one contact.",
      {FieldOf<&RungEntry::contact>("contact", "Name of the contact.",
                                    {.required = true, .example = "alice", .check = FaultOfEmpty}),
       FieldOf<&RungEntry::retries>("retries", "How often to ring again.",
                                    {.min = 0, .max = kMostRungRetries}),
       FieldOf<&RungEntry::delay>("delay", "Pause before that.", {.max = kLongestRungDelay})});
  return table;
}

const FieldTable& PolicyEntry::Spec() {
  static const FieldTable table = TableOf<PolicyEntry>(
      "policy", "Who is called, one after another.",
      {FieldOf<&PolicyEntry::rungs>("rungs", "The ladder, at least one rung.",
                                    {.default_text = "chosen by severity"}),
       FieldOf<&PolicyEntry::by>(
           "by",
           "`severity`: every active contact whose `severities` hold the alert's, by "
           "`priority`; the same as saying no `rungs`.",
           {.allowed = {"severity"}, .example = "severity"}),
       FieldOf<&PolicyEntry::retries>("retries",
                                      "How often to ring who was chosen by severity again.",
                                      {.min = 0, .max = kMostRungRetries}),
       FieldOf<&PolicyEntry::delay>("delay", "Pause before that.", {.max = kLongestRungDelay})});
  return table;
}

const FieldTable& HoursEntry::Spec() {
  static const FieldTable table = TableOf<HoursEntry>(
      "hours",
      "Opening hours, in local wall time. Where `to` is not after `from` they go over midnight and "
      "belong to the day they begin on.",
      {FieldOf<&HoursEntry::days>("days", "`mon`, `mon-fri`, `[sat, sun]`.",
                                  {.required = true, .example = "mon-fri"}),
       FieldOf<&HoursEntry::from>("from", "When they begin.",
                                  {.required = true, .example = "07:00"}),
       FieldOf<&HoursEntry::to>("to", "When they end, up to `24:00`.",
                                {.required = true, .example = "16:00"})});
  return table;
}

const FieldTable& CalendarEntry::Spec() {
  static const FieldTable table = TableOf<CalendarEntry>(
      "calendar", "Business hours.",
      {FieldOf<&CalendarEntry::zone>(
           "zone", "Time zone of the hours.",
           {.required = true, .example = "Europe/Berlin", .check = FaultOfZone}),
       FieldOf<&CalendarEntry::hours>("hours", "When it is open; none: never."),
       FieldOf<&CalendarEntry::holidays>(
           "holidays", "Dates on which it is closed; hours that begin on one do not open.",
           {.example = R"(["2026-12-25"])", .check = FaultOfHoliday})});
  return table;
}

const FieldTable& ActionEntry::Spec() {
  static const FieldTable table = TableOf<ActionEntry>(
      "action",
      "What approving an alert of this `alert_type` or `resource_type` does: a name alone, or this "
      "map. `${ }` takes jq over the alert's data.",
      {FieldOf<&ActionEntry::name>("name", "Name of the action.",
                                   {.required = true, .example = "restart_container"}),
       FieldOf<&ActionEntry::parameters>("parameters", "What it needs to know.",
                                         {.example = R"({"host":"${ .node_name }"})"})});
  return table;
}

const FieldTable& ResourceEntries::Spec() {
  static const FieldTable table = TableOf<ResourceEntries>(
      "resources",
      "Who is on call, when, and what may be done. Every `*.yaml` in `workflows/resources` holds "
      "any of these; a name stands once in all of them.",
      {FieldOf<&ResourceEntries::contacts>("contacts", "People, by a name of your choice.",
                                           {.takes_null = true}),
       FieldOf<&ResourceEntries::policies>(
           "policies",
           "Ladders, by name. The one named `default`, or the only one, is meant where none is "
           "named; without any, everybody is chosen by severity.",
           {.takes_null = true}),
       FieldOf<&ResourceEntries::calendars>("calendars", "Business hours, by name.",
                                            {.takes_null = true}),
       FieldOf<&ResourceEntries::actions>("actions", "What may be done, by kind of alert.",
                                          {.takes_null = true})});
  return table;
}

}  // namespace tocsin::workflow
