#include "workers/bridge/hooks/hook_tables.hpp"

#include "schemas/tenant.hpp"

namespace tocsin::bridge {
namespace {

constexpr double kMostHookItems = 1'000;
constexpr double kMostBytes = 64.0 * 1024 * 1024;
constexpr double kMostRequests = 10'000'000;
constexpr double kShortestWindow = 1'000;                // a second
constexpr double kLongestWindow = 7.0 * 24 * 3'600'000;  // 7 days, as long as ids are known

std::string FaultOfTenant(std::string_view name) {
  return IsTenantName(name) ? std::string() : NoTenantName(name);
}

}  // namespace

const FieldTable& DuplicatesEntry::Spec() {
  static const FieldTable table = TableOf<DuplicatesEntry>(
      "duplicates",
      "Which repeats are one event: those whose fingerprint is the same within a window.",
      {FieldOf<&DuplicatesEntry::fingerprint>(
           "fingerprint", "jq over the item; what it gives, of any kind, tells events apart.",
           {.required = true,
            .example = "[.fingerprint, .startsAt, .status]",
            .check = FaultOfEmpty}),
       FieldOf<&DuplicatesEntry::window>(
           "window",
           "Length of the windows, counted from 1970 in UTC; a repeat in the next one is a new "
           "event.",
           {.min = kShortestWindow,
            .max = kLongestWindow,
            .default_text = "no end: a repeat is never new (for `store.inbox_retention`)"})});
  return table;
}

const FieldTable& HookLimitsEntry::Spec() {
  static const FieldTable table = TableOf<HookLimitsEntry>(
      "limits", "What the hook takes.",
      {FieldOf<&HookLimitsEntry::items>("items", "Items of one body; more are answered with 422.",
                                        {.min = 1, .max = kMostHookItems}),
       FieldOf<&HookLimitsEntry::body_bytes>(
           "body_bytes", "Larger bodies are answered with 413, as by `http.max_body_bytes`.",
           {.min = 1, .max = kMostBytes}),
       FieldOf<&HookLimitsEntry::requests_per_minute>(
           "requests_per_minute",
           "Requests in a minute, of which a tenth may come at once; more are answered with 429.",
           {.min = 1, .max = kMostRequests})});
  return table;
}

const FieldTable& MadeByEntry::Spec() {
  static const FieldTable table = TableOf<MadeByEntry>(
      "made_by", "Which program sends this.",
      {FieldOf<&MadeByEntry::program>(
           "program", "Its name.",
           {.required = true, .example = "Alertmanager", .check = FaultOfEmpty}),
       FieldOf<&MadeByEntry::version>(
           "version", "The version whose format this is.",
           {.required = true, .example = "0.25.0", .check = FaultOfEmpty}),
       FieldOf<&MadeByEntry::source>(
           "source", "Address of the document that describes it, or what run it was taken from.",
           {.required = true,
            .example = "https://prometheus.io/docs/alerting/latest/configuration/#webhook_config",
            .check = FaultOfEmpty})});
  return table;
}

const FieldTable& ExpectedHookEventEntry::Spec() {
  static const FieldTable table = TableOf<ExpectedHookEventEntry>(
      "expected_event", "An event that must come of it.",
      {FieldOf<&ExpectedHookEventEntry::type>(
           "type", "Its type.",
           {.required = true, .example = "tocsin.alert.raised", .check = FaultOfEmpty}),
       FieldOf<&ExpectedHookEventEntry::subject>("subject", "What it is about; absent: anything.",
                                                 {.check = FaultOfEmpty}),
       FieldOf<&ExpectedHookEventEntry::data>(
           "data", "A part of what it must hold; absent: anything.",
           {.example = R"({"severity":"critical"})", .takes_null = true})});
  return table;
}

const FieldTable& HookExampleEntry::Spec() {
  static const FieldTable table = TableOf<HookExampleEntry>(
      "example", "A request, and what must come of it.",
      {FieldOf<&HookExampleEntry::name>(
           "name", "A sentence; no other example of the file has it.",
           {.required = true, .example = "two alerts fire", .check = FaultOfEmpty}),
       FieldOf<&HookExampleEntry::made_by>("made_by", "Which program sends this.",
                                           {.required = true}),
       FieldOf<&HookExampleEntry::headers>("headers", "Headers of the request.",
                                           {.example = R"({"Content-Type":"application/json"})",
                                            .default_text = "Content-Type: application/json"}),
       FieldOf<&HookExampleEntry::query>("query", "Parameters of the address.",
                                         {.example = R"({"severity":"high"})"}),
       FieldOf<&HookExampleEntry::body>(
           "body", "The body: JSON written as YAML or as it is, or a text of any bytes.",
           {.required = true, .example = R"({"title":"disk full"})", .takes_null = true}),
       FieldOf<&HookExampleEntry::events>("events", "The events, in this order, and no others."),
       FieldOf<&HookExampleEntry::failed>(
           "failed", "Numbers of the items, from 0, that the mapping must fail on.",
           {.min = 0, .max = kMostHookItems}),
       FieldOf<&HookExampleEntry::status>("status", "Status of the answer.",
                                          {.min = 200, .max = 599, .default_text = "202"})});
  return table;
}

const FieldTable& HookEntries::Spec() {
  static const FieldTable table = TableOf<HookEntries>(
      "hook", "How the webhooks of one sender become events.",
      {FieldOf<&HookEntries::description>("description", "Whose webhooks these are.",
                                          {.example = "Alertmanager's webhook receiver"}),
       FieldOf<&HookEntries::tenant>(
           "tenant", "Whose events these are. An API key of another tenant does not open the hook.",
           {.example = "acme", .default_text = "default", .check = FaultOfTenant}),
       FieldOf<&HookEntries::each>("each",
                                   "jq over the body that gives the list of its items, each of "
                                   "which becomes an event; it sees `$request`.",
                                   {.example = ".alerts",
                                    .default_text = "the body is the only item",
                                    .check = FaultOfEmpty}),
       FieldOf<&HookEntries::schema>(
           "schema",
           "A JSON Schema (draft 7) that the body must fit, else it is answered with 422.",
           {.example = R"({"required":["alerts"]})"}),
       FieldOf<&HookEntries::type>(
           "type",
           "Type of the event; jq when it begins with `.`, `$` or `(`. All jq from here on is over "
           "the item and sees `$body` and `$request` = {hook, headers, query}; headers with "
           "lower-case "
           "names, without those that hold secrets.",
           {.required = true, .example = "tocsin.alert.raised", .check = FaultOfEmpty}),
       FieldOf<&HookEntries::id>(
           "id", "jq; the event's id. The same id again is a no-op.",
           {.example = ".id", .default_text = "made by `duplicates`", .check = FaultOfEmpty}),
       FieldOf<&HookEntries::subject>(
           "subject", "jq; what the event is about: the alert's id, and the key of its record.",
           {.example = ".alert",
            .default_text = "`alert_id` or `call_id` of the data",
            .check = FaultOfEmpty}),
       FieldOf<&HookEntries::data>("data", "jq; the event's data.",
                                   {.example = "{alert_id: .alert, title: .text}",
                                    .default_text = "the item",
                                    .check = FaultOfEmpty}),
       FieldOf<&HookEntries::duplicates>(
           "duplicates",
           "Which repeats are one event: those whose fingerprint is the same within a window. Not "
           "beside `id`. Default: `{fingerprint: ., window: 5m}`."),
       FieldOf<&HookEntries::limits>("limits", "What the hook takes."),
       FieldOf<&HookEntries::examples>(
           "examples",
           "Requests and what must come of them: `tocsin hooks test NAME` tries them.")});
  return table;
}

}  // namespace tocsin::bridge
