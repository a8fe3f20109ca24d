#include "workers/workflow/oncall/resource_tables.hpp"

#include <algorithm>

#include "adapters/mail.hpp"
#include "schemas/events/alerts.hpp"
#include "schemas/events/messages.hpp"
#include "schemas/events/people.hpp"
#include "schemas/language_tag.hpp"
#include "schemas/phone_number.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

std::string FaultOfContactChannel(std::string_view text) {
  static constexpr std::string_view kKinds[] = {
      events::message_kind::kSms, events::message_kind::kEmail, events::message_kind::kSlack,
      events::message_kind::kTeams, events::message_kind::kNtfy};
  const auto [kind, name] = ChannelOf(text);
  if (std::ranges::find(kKinds, kind) == std::end(kKinds) || name.empty())
    return "must be sms, or a kind and a channel such as ntfy:alice-phone; kinds: sms, email, "
           "slack, teams, ntfy";
  return {};
}

namespace {

constexpr double kLastPriority = 1'000'000;
constexpr double kMostRungRetries = 20;
constexpr double kLongestRungDelay = 3'600'000;  // an hour
constexpr double kMostBeforeBundle = 100;
constexpr double kShortestBundleTime = 10'000;     // ten seconds
constexpr double kLongestBundleTime = 86'400'000;  // a day

std::string FaultOfContactPhone(std::string_view text) {
  return IsPhoneNumber(text) ? ""
                             : "must be '+' and 7 to 15 digits in quotes, such as '+15551234567'";
}
}  // namespace

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
                                      {.example = "true"}),
       FieldOf<&ContactEntry::quiet>("quiet", "Hours in which they are not rung."),
       FieldOf<&ContactEntry::throttle>("throttle", "How often they are rung at most."),
       FieldOf<&ContactEntry::email>("email", "Where mail to them goes.",
                                     {.example = "alice@example.com", .check = MailAddressFault}),
       FieldOf<&ContactEntry::channels>(
           "channels",
           "How they are written to, the first first: `KIND:NAME` of the setting `channels`, or "
           "`sms`. Kinds: `sms`, `email`, `slack`, `teams`, `ntfy`.",
           {.example = R"(["sms","email:mail"])", .check = FaultOfContactChannel})});
  return table;
}

const FieldTable& ThrottleEntry::Spec() {
  static const FieldTable table = TableOf<ThrottleEntry>(
      "throttle", "How often a person is rung at most.",
      {FieldOf<&ThrottleEntry::calls_per_hour>(
           "calls_per_hour",
           "Dials of their number within an hour, whatever they are about; more are refused and "
           "the next rung is rung at once.",
           {.required = true,
            .min = events::kFewestCallsPerHour,
            .max = events::kMostCallsPerHour,
            .example = "6"}),
       FieldOf<&ThrottleEntry::except>(
           "except", "Alerts of these severities ring nevertheless; `[]`: none.",
           {.allowed = {std::begin(events::kSeverities), std::end(events::kSeverities)},
            .example = R"(["critical"])"})});
  return table;
}

const FieldTable& RungEntry::Spec() {
  static const FieldTable table = TableOf<RungEntry>(
      "rung", "A step of the ladder: one of `contact`, `rotation` and `policy`.",
      {FieldOf<&RungEntry::contact>("contact", "Name of the contact.",
                                    {.example = "alice", .check = FaultOfEmpty}),
       FieldOf<&RungEntry::rotation>("rotation", "Whoever is on duty in it.",
                                     {.example = "primary", .check = FaultOfEmpty}),
       FieldOf<&RungEntry::policy>("policy", "All rungs of another policy.",
                                   {.example = "everybody", .check = FaultOfEmpty}),
       FieldOf<&RungEntry::retries>("retries", "How often to ring again.",
                                    {.min = 0, .max = kMostRungRetries}),
       FieldOf<&RungEntry::delay>("delay", "Pause before that.", {.max = kLongestRungDelay})});
  return table;
}

const FieldTable& BundleEntry::Spec() {
  static const FieldTable table = TableOf<BundleEntry>(
      "bundle", "From when on many alerts are told in one call.",
      {FieldOf<&BundleEntry::after>(
           "after",
           "So many alerts of the policy ring each by itself within `within`; further ones wait "
           "for the next call, which is for all that wait.",
           {.required = true, .min = 1, .max = kMostBeforeBundle, .example = "5"}),
       FieldOf<&BundleEntry::within>("within", "The time in which they are counted.",
                                     {.required = true,
                                      .min = kShortestBundleTime,
                                      .max = kLongestBundleTime,
                                      .example = "10m"})});
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
       FieldOf<&PolicyEntry::delay>("delay", "Pause before that.", {.max = kLongestRungDelay}),
       FieldOf<&PolicyEntry::bundle>("bundle", "From when on many alerts are told in one call.",
                                     {.default_text = "each alert rings by itself"})});
  return table;
}

const FieldTable& CalendarEntry::Spec() {
  static const FieldTable table = TableOf<CalendarEntry>(
      "calendar", "Business hours.",
      {FieldOf<&CalendarEntry::zone>(
           "zone", "Time zone of the hours.",
           {.required = true, .example = "Europe/Berlin", .check = FaultOfZone}),
       FieldOf<&CalendarEntry::hours>("hours", "When it is open; none: never."),
       FieldOf<&CalendarEntry::holidays>("holidays",
                                         "Dates on which it is closed, `2026-12-25`, or `12-25` "
                                         "for every year; hours that begin on "
                                         "one do not open.",
                                         {.example = R"(["2026-12-25","01-01"])"})});
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
       FieldOf<&ResourceEntries::rotations>("rotations", "Who takes turns, by name.",
                                            {.takes_null = true}),
       FieldOf<&ResourceEntries::overrides>("overrides", "Who stands in for whom, and when."),
       FieldOf<&ResourceEntries::calendars>("calendars", "Business hours, by name.",
                                            {.takes_null = true}),
       FieldOf<&ResourceEntries::maintenance>(
           "maintenance",
           "Windows in which alerts of some resources ring nobody, by name: `oncall.resolve` gives "
           "`suppressed`.",
           {.takes_null = true}),
       FieldOf<&ResourceEntries::actions>("actions", "What may be done, by kind of alert.",
                                          {.takes_null = true})});
  return table;
}

}  // namespace tocsin::workflow
