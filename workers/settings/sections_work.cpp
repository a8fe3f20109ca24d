#include <array>

#include "workers/settings/checks.hpp"
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

const FieldTable& SecuritySettings::Spec() {
  static const FieldTable table = TableOf<SecuritySettings>(
      "security", "Who may do what.",
      {FieldOf<&SecuritySettings::internal_api_key>(
           "internal_api_key",
           "An API key beside those of `tocsin keys create`, for services on the same network.",
           {.example = "${file:/run/secrets/internal_api_key}"}),
       FieldOf<&SecuritySettings::rates>("rates", "Rates of the HTTP API.")},
      {"webhooks", "allow", "cors"});
  return table;
}

const FieldTable& RetrySettings::Spec() {
  static const FieldTable table = TableOf<RetrySettings>(
      "retry", "When a delivery fails.",
      {FieldOf<&RetrySettings::attempts>(
           "attempts", "Tries in all; then the event goes to the dead-letter topic.",
           {.min = 1, .max = 100}),
       FieldOf<&RetrySettings::backoff>("backoff",
                                        "Pause before the second try; doubled each time.",
                                        {.min = 100, .max = 3'600e3})});
  return table;
}

const FieldTable& DeliverySettings::Spec() {
  static const FieldTable table = TableOf<DeliverySettings>(
      "deliveries", "Events that are sent on by webhook.",
      {FieldOf<&DeliverySettings::name>("name", "Name in logs and metrics.",
                                        {.required = true, .example = "n8n", .check = CheckWord}),
       FieldOf<&DeliverySettings::types>(
           "types", "Event types.",
           {.example = R"(["tocsin.action.requested"])", .check = CheckTopicName}),
       FieldOf<&DeliverySettings::when>("when",
                                        "jq over the whole event (.type, .subject, .data.action, "
                                        "...); only where it gives true.",
                                        {.example = R"(.data.action == "restart_container")"}),
       FieldOf<&DeliverySettings::url>("url", "Where to, by POST.",
                                       {.required = true,
                                        .example = "https://n8n.example.com/webhook/actions",
                                        .shown = Shown::kUrl,
                                        .check = CheckWebhookUrl}),
       FieldOf<&DeliverySettings::secret>(
           "secret", "Key of the Standard Webhooks signature; without it unsigned.",
           {.example = "${N8N_WEBHOOK_SECRET}"}),
       FieldOf<&DeliverySettings::timeout>("timeout", "Time for one try.",
                                           {.min = 100, .max = 300e3}),
       FieldOf<&DeliverySettings::retry>("retry", "When it fails.")});
  return table;
}

const FieldTable& BridgeSettings::Spec() {
  static const FieldTable table = TableOf<BridgeSettings>(
      "bridge", "HTTP in and out.",
      {FieldOf<&BridgeSettings::deliveries>("deliveries", "Events that are sent on by webhook.")},
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

const FieldTable& LogSettings::Spec() {
  static const FieldTable table = TableOf<LogSettings>(
      "log", "The log, on stderr.",
      {FieldOf<&LogSettings::level>("level", "From which level on.",
                                    {.allowed = {"debug", "info", "warning", "error"}}),
       FieldOf<&LogSettings::format>("format", "Lines for people, or JSON lines.",
                                     {.allowed = {"text", "json"}})});
  return table;
}

const FieldTable& TelemetrySettings::Spec() {
  static const FieldTable table = TableOf<TelemetrySettings>(
      "telemetry", "What tocsin tells about itself. Metrics are at `/metrics`.",
      {FieldOf<&TelemetrySettings::log>("log", "The log.")}, {"otlp", "metrics"});
  return table;
}

const FieldTable& SpeechSettings::Spec() {
  static const FieldTable table = TableOf<SpeechSettings>(
      "speech",
      "Ears and a voice of our own. With both, a call is led over live sound where the carrier has "
      "it; else the carrier speaks and hears.",
      {FieldOf<&SpeechSettings::stt>(
           "stt",
           "Who hears: `auto` (ours when the models are there), `moonshine` (ours, or no start), "
           "`carrier`, or `none` (keys only).",
           {.allowed = {"auto", "none", "moonshine", "carrier"}}),
       FieldOf<&SpeechSettings::tts>(
           "tts", "Who speaks: `auto` (the best voice that is installed), a voice, or `carrier`.",
           {.allowed = {"auto", "festival", "espeak", "carrier"}}),
       FieldOf<&SpeechSettings::models>("models",
                                        "Folder that `tools/models` fetches the models into.")});
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
       FieldOf<&Settings::telemetry>("telemetry", "What tocsin tells about itself."),
       FieldOf<&Settings::limits>("limits",
                                  "Guards against calling too much, or the wrong people."),
       FieldOf<&Settings::secrets>("secrets", "What workflows see as `$secrets`.",
                                   {.example = R"({"PAGER_TOKEN":"${file:/run/secrets/pager}"})"}),
       FieldOf<&Settings::speech>("speech", "Ears and a voice of our own.")},
      {"language", "recording", "cost"});
  return table;
}

}  // namespace tocsin::compose
