#include <array>

#include "schemas/text_checks.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

std::span<const std::string_view> WordsOf(LifecycleEvents) {
  static constexpr std::array<std::string_view, 3> kWords = {"none", "workflow", "all"};
  return kWords;
}

const FieldTable& WorkflowSettings::Spec() {
  static const FieldTable table = TableOf<WorkflowSettings>(
      "workflows", "What ops edit.",
      {FieldOf<&WorkflowSettings::path>("path",
                                        "Folder of the workflow files, NAMESPACE/NAME.yaml."),
       FieldOf<&WorkflowSettings::resources>(
           "resources", "Folder of contacts, policies, calendars and actions."),
       FieldOf<&WorkflowSettings::lifecycle>(
           "lifecycle",
           "Events about runs: none, those of workflows, or tasks too; "
           "document.metadata.lifecycle of a workflow goes before it."),
       FieldOf<&WorkflowSettings::mailbox_expiry>("mailbox_expiry",
                                                  "How long an event waits for its `listen`.",
                                                  {.min = 1000, .max = 7 * 86'400e3}),
       FieldOf<&WorkflowSettings::mailbox_limit>("mailbox_limit",
                                                 "Events that wait, for each kind of `listen`.",
                                                 {.min = 1, .max = 10'000'000})});
  return table;
}

const FieldTable& RateSettings::Spec() {
  static const FieldTable table = TableOf<RateSettings>(
      "rates", "Rates of the HTTP API.",
      {FieldOf<&RateSettings::requests_per_minute>(
          "requests_per_minute", "Requests of one API key in a minute; more are answered with 429.",
          {.min = 1, .max = 10'000'000})});
  return table;
}

namespace {

std::string CheckTopicNameOrNone(std::string_view text) {
  return text.empty() ? std::string() : CheckTopicName(text);
}

}  // namespace

std::span<const std::string_view> WordsOf(DeliveryResult) {
  static constexpr std::array<std::string_view, 3> kWords = {"answer", "later", "none"};
  return kWords;
}

std::span<const std::string_view> WordsOf(DeliveryOrder) {
  static constexpr std::array<std::string_view, 2> kWords = {"key", "none"};
  return kWords;
}

const FieldTable& RetrySettings::Spec() {
  static const FieldTable table = TableOf<RetrySettings>(
      "retry", "When a delivery fails.",
      {FieldOf<&RetrySettings::attempts>(
           "attempts", "Tries in all; then the event goes to the dead-letter topic.",
           {.min = 1, .max = 10'000}),
       FieldOf<&RetrySettings::backoff>(
           "backoff", "Pause before the second try; doubled each time, a quarter more or less.",
           {.min = 100, .max = 3'600e3}),
       FieldOf<&RetrySettings::max_backoff>("max_backoff", "The longest of these pauses.",
                                            {.min = 100, .max = 86'400e3}),
       FieldOf<&RetrySettings::max_age>(
           "max_age",
           "Age at which it is given up, whatever tries are left; counted from when the event was "
           "read, a pause included.",
           {.min = 1e3, .max = 30 * 86'400e3})});
  return table;
}

const FieldTable& BreakerSettings::Spec() {
  static const FieldTable table = TableOf<BreakerSettings>(
      "breaker", "What spares a receiver that does not answer.",
      {FieldOf<&BreakerSettings::failures>(
           "failures",
           "Tries in a row without an answer, or with 429 or 5xx, after which it is left alone.",
           {.min = 1, .max = 1'000}),
       FieldOf<&BreakerSettings::rest>(
           "rest", "How long, before each single try that finds out whether it answers again.",
           {.min = 0, .max = 3'600e3})});
  return table;
}

const FieldTable& DeliverySettings::Spec() {
  static const FieldTable table = TableOf<DeliverySettings>(
      "deliveries", "Events that are sent on by webhook or to another topic.",
      {FieldOf<&DeliverySettings::name>("name", "Name in logs and metrics.",
                                        {.required = true, .example = "n8n", .check = CheckWord}),
       FieldOf<&DeliverySettings::types>(
           "types", "Event types.",
           {.example = R"(["tocsin.action.requested"])", .check = CheckTopicName}),
       FieldOf<&DeliverySettings::when>("when",
                                        "jq over the whole event (.type, .subject, .data.action, "
                                        "...); only where it gives true.",
                                        {.example = R"(.data.action == "restart_container")"}),
       FieldOf<&DeliverySettings::url>(
           "url", "Where to, by POST. Redirects are not followed. Either this or `topic`.",
           {.example = "https://n8n.example.com/webhook/actions",
            .shown = Shown::kUrl,
            .check = CheckWebhookUrl}),
       FieldOf<&DeliverySettings::topic>(
           "topic",
           "Instead of `url`: the full name of a topic; the record keeps the event's id and key.",
           {.check = CheckTopicNameOrNone}),
       FieldOf<&DeliverySettings::body>(
           "body",
           "jq over the whole event that makes the body: a text as it is, anything else as JSON. "
           "Without it the event is sent."),
       FieldOf<&DeliverySettings::headers>(
           "headers", "Headers by jq over the whole event; null leaves one out."),
       FieldOf<&DeliverySettings::secret>(
           "secret", "Key of the Standard Webhooks signature; without it unsigned.",
           {.example = "${N8N_WEBHOOK_SECRET}"}),
       FieldOf<&DeliverySettings::timeout>("timeout", "Time for one try.",
                                           {.min = 100, .max = 300e3}),
       FieldOf<&DeliverySettings::connect_timeout>(
           "connect_timeout", "Of that, time for the connection.", {.min = 100, .max = 300e3}),
       FieldOf<&DeliverySettings::retry>("retry", "When it fails."),
       FieldOf<&DeliverySettings::concurrency>("concurrency",
                                               "How many are under way at once, for each shard.",
                                               {.min = 1, .max = 1'000}),
       FieldOf<&DeliverySettings::order>(
           "order",
           "`key`: events of one subject go one after another, each when the one before it is "
           "delivered or given up; `none`: each for itself."),
       FieldOf<&DeliverySettings::breaker>("breaker", "Spares a receiver that does not answer."),
       FieldOf<&DeliverySettings::paused>(
           "paused", "Nothing is sent; what comes meanwhile is kept. Changed by SIGHUP."),
       FieldOf<&DeliverySettings::result>(
           "result",
           "Who says what became of an action: the receiver's `answer`; `later`, by POST "
           "/api/v1/actions/{id}/result; `none`: this delivery says nothing of it. A topic answers "
           "nothing, so that `answer` is `none` there."),
       FieldOf<&DeliverySettings::result_within>(
           "result_within",
           "With `later`: how long after its delivery; then the action ends as failed.",
           {.min = 1e3, .max = 30 * 86'400e3})});
  return table;
}

namespace {

constexpr std::string_view kMaxAgeOfAction =
    "Age of the decision at which the action is held; 0: any age.";
constexpr std::string_view kQuorumOfAction =
    "2: it is held until a second person lets it go (`tocsin dlq replay ID --release NAME`).";
constexpr std::string_view kDryRunOfAction =
    "It is held, and log and `tocsin explain` show what would have gone out.";

}  // namespace

const FieldTable& ActionRateSettings::Spec() {
  static const FieldTable table = TableOf<ActionRateSettings>(
      "rate", "How often on one resource.",
      {FieldOf<&ActionRateSettings::count>("count", "So many; 0: any number.",
                                           {.min = 0, .max = 100'000}),
       FieldOf<&ActionRateSettings::per>("per", "Within this time.",
                                         {.min = 1e3, .max = 30 * 86'400e3})});
  return table;
}

const FieldTable& ActionSafeguardSettings::Spec() {
  static const FieldTable table = TableOf<ActionSafeguardSettings>(
      "actions", "Actions that have limits of their own, instead of those above.",
      {FieldOf<&ActionSafeguardSettings::name>("name", "The action.",
                                               {.required = true, .example = "restart_container"}),
       FieldOf<&ActionSafeguardSettings::max_age>("max_age", kMaxAgeOfAction,
                                                  {.min = 0, .max = 30 * 86'400e3}),
       FieldOf<&ActionSafeguardSettings::rate>("rate", "How often on one resource."),
       FieldOf<&ActionSafeguardSettings::quorum>("quorum", kQuorumOfAction, {.min = 1, .max = 2}),
       FieldOf<&ActionSafeguardSettings::dry_run>("dry_run", kDryRunOfAction)});
  return table;
}

const FieldTable& SafeguardSettings::Spec() {
  static const FieldTable table = TableOf<SafeguardSettings>(
      "safeguards",
      "What an action must keep to before it leaves. One that is held is on the dead-letter topic "
      "as `action_held`.",
      {FieldOf<&SafeguardSettings::allow>(
           "allow", "Actions that may leave; without it all, with an empty list none.",
           {.example = R"(["notify", "restart_container"])"}),
       FieldOf<&SafeguardSettings::kill_switch>("kill_switch", "True: no action leaves."),
       FieldOf<&SafeguardSettings::max_age>("max_age", kMaxAgeOfAction,
                                            {.min = 0, .max = 30 * 86'400e3}),
       FieldOf<&SafeguardSettings::rate>("rate", "How often on one resource."),
       FieldOf<&SafeguardSettings::quorum>("quorum", kQuorumOfAction, {.min = 1, .max = 2}),
       FieldOf<&SafeguardSettings::dry_run>("dry_run", kDryRunOfAction),
       FieldOf<&SafeguardSettings::actions>(
           "actions", "Actions that have limits of their own, instead of those above.")});
  return table;
}

const FieldTable& BridgeSettings::Spec() {
  static const FieldTable table = TableOf<BridgeSettings>(
      "bridge", "HTTP in and out.",
      {FieldOf<&BridgeSettings::safeguards>("safeguards",
                                            "What an action must keep to before it leaves."),
       FieldOf<&BridgeSettings::deliveries>(
           "deliveries", "Events that are sent on by webhook or to another topic.")},
      {"hooks"});
  return table;
}

const FieldTable& RunSettings::Spec() {
  static const FieldTable table = TableOf<RunSettings>(
      "run", "The process itself.",
      {FieldOf<&RunSettings::stuck_after>(
           "stuck_after",
           "How long a thread of a worker may stand still before the process ends, so that it is "
           "started again or others get its partitions.",
           {.min = 1e3, .max = 3'600e3}),
       FieldOf<&RunSettings::shards>(
           "shards", "Threads of each worker; 0: one for each processor core, two to six.",
           {.min = 0, .max = 64})});
  return table;
}

const FieldTable& SentrySettings::Spec() {
  static const FieldTable table = TableOf<SentrySettings>(
      "sentry", "Errors of the log to Sentry, or to what takes its envelopes.",
      {FieldOf<&SentrySettings::dsn>("dsn",
                                     "The address with its public key; empty: nothing is sent.",
                                     {.example = "${file:/run/secrets/sentry_dsn}"}),
       FieldOf<&SentrySettings::environment>("environment", "Shown with every error."),
       FieldOf<&SentrySettings::per_minute>("per_minute",
                                            "At most so many; the same error once a minute.",
                                            {.min = 1, .max = 600})});
  return table;
}

const FieldTable& LogSettings::Spec() {
  static const FieldTable table = TableOf<LogSettings>(
      "log", "The log, on stderr and, if one is named, in a file.",
      {FieldOf<&LogSettings::level>("level", "From which level on.",
                                    {.allowed = {"debug", "info", "warning", "error"}}),
       FieldOf<&LogSettings::format>("format", "Lines for people, or JSON lines.",
                                     {.allowed = {"text", "json"}}),
       FieldOf<&LogSettings::file>("file", "A file that is written too; empty: none.",
                                   {.example = "/var/log/tocsin/tocsin.log"}),
       FieldOf<&LogSettings::max_bytes>(
           "max_bytes", "How large it may be: then it becomes FILE.1, that FILE.2, and so on.",
           {.min = 64 * 1024, .max = 2e9}),
       FieldOf<&LogSettings::keep>("keep", "How many full ones are kept.",
                                   {.min = 1, .max = 1'000}),
       FieldOf<&LogSettings::sentry>("sentry", "Errors to Sentry.")});
  return table;
}

const FieldTable& OtlpSettings::Spec() {
  static const FieldTable table = TableOf<OtlpSettings>(
      "otlp", "Traces to an OpenTelemetry collector, by OTLP over HTTP.",
      {FieldOf<&OtlpSettings::endpoint>(
           "endpoint", "Its address, without `/v1/traces`; empty: no traces are sent.",
           {.example = "http://127.0.0.1:4318"}),
       FieldOf<&OtlpSettings::format>("format", "How requests are written.",
                                      {.allowed = {"protobuf", "json"}}),
       FieldOf<&OtlpSettings::sample>("sample",
                                      "Which share of the traces is sent. Decisions and errors are "
                                      "sent in any case, and calls "
                                      "with one.",
                                      {.min = 0, .max = 1, .example = "0.01"}),
       FieldOf<&OtlpSettings::service>("service", "The name under which spans are shown."),
       FieldOf<&OtlpSettings::headers>(
           "headers", "Headers of the requests, such as credentials; never shown.",
           {.example = R"({"Authorization":"${file:/run/secrets/otlp_token}"})"})});
  return table;
}

const FieldTable& MetricsSettings::Spec() {
  static const FieldTable table = TableOf<MetricsSettings>(
      "metrics", "What `/metrics` shows.",
      {FieldOf<&MetricsSettings::series>(
           "series",
           "How many series a metric may have; what is counted beyond them counts in one whose "
           "labels are `other`.",
           {.min = 10, .max = 10'000}),
       FieldOf<&MetricsSettings::voxanne_names>(
           "voxanne_names",
           "Whether calls and turns are also shown as `voxanne_calls_total` and "
           "`voxanne_latency_seconds`.")});
  return table;
}

const FieldTable& HeartbeatSettings::Spec() {
  static const FieldTable table = TableOf<HeartbeatSettings>(
      "heartbeat",
      "A watcher elsewhere that raises the alarm when nobody has asked it for a while.",
      {FieldOf<&HeartbeatSettings::url>(
           "url", "The page that is asked for as long as the process can work; empty: none.",
           {.example = "https://hc-ping.com/UUID"}),
       FieldOf<&HeartbeatSettings::every>("every", "How often.", {.min = 1e3, .max = 86'400e3})});
  return table;
}

const FieldTable& TelemetrySettings::Spec() {
  static const FieldTable table = TableOf<TelemetrySettings>(
      "telemetry", "What tocsin tells about itself. Metrics are at `/metrics`.",
      {FieldOf<&TelemetrySettings::log>("log", "The log."),
       FieldOf<&TelemetrySettings::heartbeat>("heartbeat", "Who watches over tocsin."),
       FieldOf<&TelemetrySettings::metrics>("metrics", "What `/metrics` shows."),
       FieldOf<&TelemetrySettings::otlp>("otlp", "Traces."),
       FieldOf<&TelemetrySettings::turn_budget>(
           "turn_budget",
           "On live sound: how long an answer may take, from the end of a person's turn to its "
           "first sound, without the silence that shows the end. What takes longer is a line of "
           "the log, `LATENCY BUDGET EXCEEDED`, with the stage that took most.",
           {.min = 10, .max = 60e3, .example = "700ms"})});
  return table;
}

const FieldTable& Settings::Spec() {
  static const FieldTable table = TableOf<Settings>(
      "tocsin", "The configuration of tocsin.",
      {FieldOf<&Settings::bus>("bus",
                               "Kafka, or with `--embedded` the durable bus inside PostgreSQL."),
       FieldOf<&Settings::store>("store", "The PostgreSQL database."),
       FieldOf<&Settings::http>("http", "The listener for API, webhooks and metrics."),
       FieldOf<&Settings::telephony>("telephony", "Carriers and calls."),
       FieldOf<&Settings::workflows>("workflows", "What ops edit."),
       FieldOf<&Settings::run>("run", "The process itself."),
       FieldOf<&Settings::security>("security", "Who may do what."),
       FieldOf<&Settings::bridge>("bridge", "HTTP in and out."),
       FieldOf<&Settings::channels>("channels", "Where workflows send messages beside the phone."),
       FieldOf<&Settings::telemetry>("telemetry", "What tocsin tells about itself."),
       FieldOf<&Settings::limits>("limits",
                                  "Guards against calling too much, or the wrong people."),
       FieldOf<&Settings::cost>("cost", "What calls cost, and what may be spent on them."),
       FieldOf<&Settings::secrets>("secrets", "What workflows see as `$secrets`.",
                                   {.example = R"({"PAGER_TOKEN":"${file:/run/secrets/pager}"})"}),
       FieldOf<&Settings::speech>("speech", "Ears and a voice of our own."),
       FieldOf<&Settings::language>("language", "Language models.")},
      {"recording"});
  return table;
}

}  // namespace tocsin::compose
