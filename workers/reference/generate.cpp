#include "workers/reference/generate.hpp"

#include <array>
#include <fstream>

#include "schemas/events/catalog.hpp"
#include "schemas/metric_catalog.hpp"
#include "workers/bridge/hooks/hook_tables.hpp"
#include "workers/reference/workflow_pages.hpp"
#include "workers/reference/workflow_schema.hpp"
#include "workers/rehearsal/test_tables.hpp"
#include "workers/settings/environment.hpp"
#include "workers/settings/settings.hpp"
#include "workers/workflow/oncall/resource_tables.hpp"

namespace tocsin::compose {
namespace {

constexpr std::string_view kSchemaDialect = "https://json-schema.org/draft/2020-12/schema";
constexpr std::string_view kGenerated =
    "<!-- Made from the field tables by `tocsin schema`; edit those, not this page. -->\n";
/// Of the event descriptions, raised when they change.
constexpr std::string_view kEventsVersion = "1.0.0";

void WritePretty(const json::value& value, std::size_t indent, std::string& out) {
  const auto line = [&](std::size_t depth) { out.append(1, '\n').append(depth * 2, ' '); };
  if (value.is_object() && !value.get_object().empty()) {
    out += '{';
    bool first = true;
    for (const auto& member : value.get_object()) {
      if (!first) out += ',';
      first = false;
      line(indent + 1);
      out += json::serialize(member.key()) + ": ";
      WritePretty(member.value(), indent + 1, out);
    }
    line(indent);
    out += '}';
  } else if (value.is_array() && !value.get_array().empty()) {
    out += '[';
    bool first = true;
    for (const auto& item : value.get_array()) {
      if (!first) out += ',';
      first = false;
      line(indent + 1);
      WritePretty(item, indent + 1, out);
    }
    line(indent);
    out += ']';
  } else if (value.is_double()) {
    out += CanonicalJson(value);
  } else {
    out += JsonText(value);
  }
}

std::string Schema(std::string_view id, std::string_view title, const json::object& body) {
  json::object schema{{"$schema", kSchemaDialect}, {"$id", id}, {"title", title}};
  for (const auto& member : body) schema.emplace(member.key(), member.value());
  return PrettyJson(schema);
}

std::string SettingsSchema() {
  return Schema("settings.schema.json", "tocsin.yaml",
                Settings::Spec().Schema(UnknownFields::kRefuse));
}

std::string SettingsPage() {
  std::string page(kGenerated);
  page +=
      "# Settings\n\n"
      "One YAML file, `tocsin.yaml` in the working folder or the one given by `--config FILE`. An "
      "unknown key is an "
      "error with line and column. Every key, with comments, stands in `deploy/tocsin.yaml`; "
      "editors complete from "
      "`schemas/json/settings.schema.json`.\n\n"
      "- `${NAME}` and `${NAME:-default}` take a variable of the environment or of `.env`, "
      "`${file:PATH}` the contents "
      "of a file, such as a mounted secret. `$${` stands for `${`. Other `${ ... }` are left "
      "alone.\n"
      "- Variables with a name of their own ([environment](environment.md)) go before the file, "
      "and the process's "
      "environment goes before `.env`. Where a variable replaces a different value of the file, "
      "`tocsin config check` "
      "and the start say so.\n"
      "- `tocsin config show` prints every value with its origin, secrets as stars and numbers "
      "masked.\n"
      "- Durations are `30s`, `5m`, `1h30m`, `2d` or ISO 8601 (`PT30S`). Relative paths are "
      "relative to the working "
      "folder.\n";
  for (const auto& field : Settings::Spec().Fields()) {
    if (field.type == nullptr) continue;
    page += "\n## " + std::string(field.name) + "\n\n";
    const auto* table = field.type->Table();
    if (table != nullptr) {
      page += std::string(table->Description()) + "\n\n" + MarkdownTable(*table);
    } else {
      page += std::string(field.description) + " A " + field.type->Word() + ", for example `" +
              std::string(field.rules.example) + "`.\n";
    }
  }
  return page;
}

std::string EnvironmentPage() {
  std::string page(kGenerated);
  page +=
      "# Environment\n\nVariables that set something by their name, in the process's environment "
      "or in `.env` of the "
      "working folder. An empty variable counts as not set. Two names of one setting with "
      "different values stop the "
      "start.\n\n| Name | Setting | Meaning |\n|---|---|---|\n";
  std::string unused;
  for (const auto& name : EnvironmentNames()) {
    const auto cell = "| `" + std::string(name.name) + "` | ";
    if (name.setting.empty()) {
      unused += cell + std::string(name.description) + " |\n";
    } else {
      page +=
          cell + '`' + std::string(name.setting) + "` | " + std::string(name.description) + " |\n";
    }
  }
  return page +
         "\n## Known and not used\n\nThese may be set; nothing reads them in this release, and "
         "`tocsin config show` "
         "lists those that are set.\n\n| Name | Meaning |\n|---|---|\n" +
         unused;
}

std::string EventsPage() {
  std::string page(kGenerated);
  page +=
      "# Events\n\nCloudEvents 1.0, in binary mode on Kafka; the data is JSON. Unknown fields are "
      "kept. JSON Schemas "
      "and an AsyncAPI document are in `schemas/json/`. `tocsin` at the beginning of topics is the "
      "setting "
      "`bus.prefix`.\n\nThe record's key is the event's subject. Events that tocsin sends carry "
      "`ce_id` (the same on "
      "every repeat), `ce_source`, `ce_type`, `ce_time`, `ce_subject`, `traceparent` and "
      "`ce_causationid`, and "
      "`ce_runid` on the requests of a workflow run and on their answers, and `ce_tenant` where it "
      "is "
      "not of the tenant `default` ([tenants](../guides/tenants.md)).\n";
  return page + events::EventReference();
}

constexpr std::string_view kResourceFiles =
    "# Resources\n\nWho is on call, when, and what may be done: every `*.yaml` in "
    "`workflows/resources` holds any of the sections below, and the `resources` of a test file "
    "does too. An unknown key is an error with line and column; editors complete from "
    "`schemas/json/resources.schema.json`.\n\n";
constexpr std::string_view kTestFiles =
    "# Test files\n\n`tocsin test` runs every `*_test.yaml` in virtual time, beside the workflows "
    "that it names, with the real worker and a carrier that does not exist. An unknown key is an "
    "error with line and column; editors complete from `schemas/json/test-file.schema.json`.\n\n";

constexpr std::string_view kHookFiles =
    "# Hooks\n\n`POST /hooks/NAME` takes webhooks as `workflows/hooks/NAME.yaml` says; the guide "
    "is "
    "[Send alerts](../guides/send-alerts.md), the way in is "
    "[security.webhooks](settings.md#security). An unknown key is an error with line and column; "
    "editors complete from `schemas/json/hook.schema.json`. `tocsin lint workflows` finds "
    "mistakes, "
    "`tocsin hooks test NAME` tries the examples, and a file with errors never replaces a good "
    "one.\n\n";

/// A page of one kind of file that people write.
std::string FilePage(std::string_view intro, const FieldTable& table) {
  return std::string(kGenerated).append(intro) + MarkdownTable(table);
}

constexpr std::string_view kMetricsIntro =
    "# Metrics\n\n`GET /metrics` gives them without a key, in Prometheus text or, to whoever "
    "accepts `application/openmetrics-text` (Prometheus does), in OpenMetrics with units, the "
    "times that counts began at, and traces as exemplars. [How to use them](../guides/metrics.md)."
    "\n\nCounters and histograms without labels stand at zero from the start, others appear with "
    "their first sample. Histograms are in seconds, with buckets from 0.5 ms to 60 s, or, marked "
    "\"long\", from 1 s to a day. A metric has at most `telemetry.metrics.series` series (500 "
    "unless said): what would be one more counts in one whose labels are `other`.\n\n"
    "| Name | Type | Unit | Labels | Meaning | Counted by |\n|---|---|---|---|---|---|\n";

std::string MetricsPage() {
  std::string page(kGenerated);
  page += kMetricsIntro;
  for (const MetricText& metric : MetricCatalog()) {
    std::string help(metric.help);
    if (metric.second.asked) help += " Only with `telemetry.metrics.voxanne_names`.";
    const bool spells =
        metric.kind == MetricKind::kHistogram && metric.scale == MetricScale::kSpells;
    page.append("| `").append(metric.name).append("` | ").append(NameOf(metric.kind));
    page.append(spells ? ", long" : "").append(" | ").append(UnitOf(metric)).append(" | ");
    std::array<std::string_view, 4> room;
    std::string_view between;
    for (const auto label : LabelsOf(metric, room)) {
      page.append(between).append(label);
      between = ", ";
    }
    page.append(" | ").append(help).append(" | ").append(metric.from).append(" |\n");
  }
  page +=
      "\n## Reserved\n\nNames of features to come; nothing has them yet.\n\n| Name | Comes with "
      "|\n|---|---|\n";
  for (const ReservedMetric& metric : ReservedMetrics())
    page.append("| `").append(metric.name).append("` | ").append(metric.until).append(" |\n");
  return page;
}

}  // namespace

std::string PrettyJson(const json::value& value) {
  std::string out;
  WritePretty(value, 0, out);
  return out + '\n';
}

std::vector<GeneratedFile> GeneratedFiles() {
  std::vector<GeneratedFile> files;
  for (const auto& event : events::EventTypes()) {
    files.push_back({"schemas/json/" + std::string(event.type) + ".schema.json",
                     PrettyJson(events::DataSchema(event))});
  }
  files.push_back({"schemas/json/asyncapi.json", PrettyJson(events::AsyncApi(kEventsVersion))});
  files.push_back({"schemas/json/settings.schema.json", SettingsSchema()});
  const auto& resources = workflow::ResourceEntries::Spec();
  files.push_back({"schemas/json/resources.schema.json",
                   Schema("resources.schema.json", "workflows/resources/*.yaml",
                          resources.Schema(UnknownFields::kRefuse))});
  const auto& tests = rehearsal::TestEntries::Spec();
  files.push_back(
      {"schemas/json/test-file.schema.json",
       Schema("test-file.schema.json", "*_test.yaml", tests.Schema(UnknownFields::kRefuse))});
  const auto& hook = bridge::HookEntries::Spec();
  files.push_back(
      {"schemas/json/hook.schema.json", Schema("hook.schema.json", "workflows/hooks/NAME.yaml",
                                               hook.Schema(UnknownFields::kRefuse))});
  files.push_back({"schemas/json/workflow-metadata.schema.json",
                   Schema("workflow-metadata.schema.json", "document.metadata", MetadataSchema())});
  workflow::FunctionRegistry registry;
  workflow::RegisterFunctionAll(registry);
  const workflow::Functions functions(std::move(registry));
  files.push_back(
      {"schemas/json/workflow.schema.json",
       Schema("workflow.schema.json", "workflows/NAMESPACE/NAME.yaml", WorkflowSchema(functions))});
  for (const auto name : functions.Names()) {
    const auto& function = *functions.Find(name);
    const auto file = "call." + std::string(name) + ".schema.json";
    files.push_back({"schemas/json/" + file,
                     Schema(file, "with of call: " + std::string(name),
                            workflow::SchemaOfKeys(function.Description(), function.Fields()))});
  }
  const std::string made(kGenerated);
  files.push_back({"docs/reference/tasks.md", made + TasksPage()});
  files.push_back({"docs/reference/functions.md", made + FunctionsPage(functions)});
  files.push_back({"docs/reference/errors.md", made + ErrorsPage(functions)});
  files.push_back({"docs/reference/settings.md", SettingsPage()});
  files.push_back({"docs/reference/resources.md", FilePage(kResourceFiles, resources)});
  files.push_back({"docs/reference/test-files.md", FilePage(kTestFiles, tests)});
  files.push_back({"docs/reference/hooks.md", FilePage(kHookFiles, hook)});
  files.push_back({"docs/reference/environment.md", EnvironmentPage()});
  files.push_back({"docs/reference/events.md", EventsPage()});
  files.push_back({"docs/reference/metrics.md", MetricsPage()});
  files.push_back({"deploy/tocsin.yaml", SampleConfiguration()});
  files.push_back({"deploy/.env.example", SampleDotEnv()});
  return files;
}

Status WriteFiles(const std::filesystem::path& folder, const std::vector<GeneratedFile>& files) {
  for (const auto& file : files) {
    const auto path = folder / file.path;
    std::error_code error;
    std::filesystem::create_directories(path.parent_path(), error);
    std::ofstream out(path, std::ios::binary | std::ios::trunc);
    out << file.text;
    out.close();
    if (!out) return Fail(ErrorKind::kInvalid, "writing " + path.string());
  }
  return {};
}

}  // namespace tocsin::compose
