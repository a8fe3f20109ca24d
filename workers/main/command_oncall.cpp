#include <cstdio>
#include <filesystem>
#include <fstream>

#include "adapters/clock.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"
#include "workers/main/people_in_force.hpp"
#include "workers/main/workflow_paths.hpp"
#include "workers/rosters/duty_calendar.hpp"
#include "workers/rosters/duty_feed.hpp"
#include "workers/rosters/roster_format.hpp"
#include "workers/selfcheck/selfcheck.hpp"
#include "workers/workflow/language/lint.hpp"
#include "workers/workflow/oncall/timeline.hpp"

namespace tocsin::commands {
namespace {

using workflow::DutySpan;

constexpr int kMostDays = 3660;

/// What is looked at: the resources in force, and for how long.
struct Sight {
  std::shared_ptr<const workflow::Resources> resources;
  const date::time_zone* zone = nullptr;  ///< in which times are shown
  std::string zone_name;
  TimePoint from;
  TimePoint to;
};

struct SightOptions {
  std::string policy;
  std::string severity;
  std::string from;
  int days = 14;
  bool calendar = false;  ///< --format ical
  TablePeople table = TablePeople::kWhereConfigured;
};

/// The resources that the settings name, and the people of the table; else the exit code, and why
/// on stderr.
tl::expected<Sight, int> Look(const Common& common, const SightOptions& options) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return tl::unexpected(kFailed);
  const auto& settings = loaded->settings;
  const auto tools = compose::MakeToolbox();
  const auto read =
      workflow::LoadResources(settings.workflows.resources, settings.telephony.alert_number,
                              settings.telephony.language, tools.engine.get());
  if (!read) return tl::unexpected(Refuse(read.error()));
  for (const auto& finding : read->findings)
    std::fprintf(stderr, "%s\n", FormatFinding(finding).c_str());
  if (!read->resources) return tl::unexpected(kFailed);
  auto people = PeopleInForce(*loaded, common, read->resources, options.table);
  if (!people) return tl::unexpected(Refuse(people.error()));
  Sight sight{.resources = *std::move(people), .zone_name = read->resources->ZoneOf(nullptr)};
  if (sight.zone_name.empty()) sight.zone_name = "UTC";
  sight.zone = workflow::LocateZone(sight.zone_name);
  if (!options.policy.empty() && sight.resources->FindPolicy(options.policy) == nullptr)
    return tl::unexpected(
        Refuse({ErrorKind::kInvalid, "policy '" + options.policy + "' is in no resource file of " +
                                         settings.workflows.resources}));
  sight.from = std::chrono::floor<std::chrono::minutes>(SystemClock().Now());
  if (workflow::Moment moment; !options.from.empty()) {
    if (const auto fault = moment.Read(options.from); !fault.empty())
      return tl::unexpected(Refuse({ErrorKind::kInvalid, "--from " + fault}));
    sight.from = moment.In(*sight.zone);
  }
  sight.to = sight.from + std::chrono::hours(24) * options.days;
  return sight;
}

std::vector<const workflow::Policy*> PoliciesOf(const Sight& sight, const std::string& named) {
  std::vector<const workflow::Policy*> policies;
  for (const auto& policy : sight.resources->AllPolicies())
    if (named.empty() || policy.name == named) policies.push_back(&policy);
  return policies;
}

/// "alice > bob"
std::string Ladder(const DutySpan& span) {
  std::string text;
  for (const auto& who : span.people) text += (text.empty() ? "" : " > ") + who;
  return text.empty() ? "nobody" : text;
}

void PrintSpans(const std::vector<DutySpan>& spans, const date::time_zone& zone) {
  for (const auto& span : spans)
    std::printf("  %s  to  %s  %s%s\n", workflow::LocalText(zone, span.from).c_str(),
                workflow::LocalText(zone, span.to).c_str(), Ladder(span).c_str(),
                span.open ? "  (business hours)" : "");
}

json::value SpansJson(const std::vector<DutySpan>& spans, const date::time_zone& zone) {
  json::array list;
  for (const auto& span : spans) {
    json::array people;
    for (const auto& who : span.people) people.push_back(json::value(who));
    list.push_back({{"from", workflow::LocalText(zone, span.from)},
                    {"to", workflow::LocalText(zone, span.to)},
                    {"people", std::move(people)},
                    {"open", span.open}});
  }
  return list;
}

int Show(const Common& common, const SightOptions& options) {
  const auto sight = Look(common, options);
  if (!sight) return sight.error();
  const auto& resources = *sight->resources;
  if (options.calendar) {
    std::fputs(
        rosters::DutyCalendar(resources, resources.FindPolicy(options.policy), options.severity,
                              {sight->from, sight->to}, SystemClock().Now())
            .c_str(),
        stdout);
    return kDone;
  }
  json::object rotations;
  json::object policies;
  for (const auto& rotation : resources.AllRotations()) {
    if (!options.policy.empty()) break;
    const auto spans = workflow::Timeline(resources, rotation, sight->from, sight->to);
    rotations[rotation.name] = {{"zone", rotation.zone_name},
                                {"spans", SpansJson(spans, *rotation.zone)}};
    if (common.format != Format::kText) continue;
    std::printf("rotation %s (%s)\n", rotation.name.c_str(), rotation.zone_name.c_str());
    PrintSpans(spans, *rotation.zone);
  }
  for (const auto* policy : PoliciesOf(*sight, options.policy)) {
    const auto spans = workflow::Timeline(
        resources,
        {.policy = policy, .calendar = resources.DefaultCalendar(), .severity = options.severity},
        sight->from, sight->to);
    policies[policy->name] = {{"zone", sight->zone_name},
                              {"spans", SpansJson(spans, *sight->zone)}};
    if (common.format != Format::kText) continue;
    std::printf("policy %s%s (%s)\n", policy->name.c_str(),
                options.severity.empty() ? "" : (", severity " + options.severity).c_str(),
                sight->zone_name.c_str());
    PrintSpans(spans, *sight->zone);
  }
  if (common.format == Format::kJson)
    std::printf("%s\n", JsonText(json::object{{"rotations", std::move(rotations)},
                                              {"policies", std::move(policies)}})
                            .c_str());
  return kDone;
}

double HoursIn(const std::vector<DutySpan>& spans) {
  Duration all{0};
  for (const auto& span : spans) all += span.Length();
  return std::chrono::duration<double, std::ratio<3600>>(all).count();
}

/// The spans in which an alert rings nobody though it would. Within business hours it is only
/// notified.
std::vector<DutySpan> GapsOf(const Sight& sight, const workflow::Policy& policy,
                             const std::string& severity) {
  auto spans = workflow::Timeline(
      *sight.resources,
      {.policy = &policy, .calendar = sight.resources->DefaultCalendar(), .severity = severity},
      sight.from, sight.to);
  std::erase_if(spans, [](const DutySpan& span) { return span.open || !span.people.empty(); });
  return spans;
}

int Coverage(const Common& common, const SightOptions& options) {
  const auto sight = Look(common, options);
  if (!sight) return sight.error();
  std::vector<std::string> severities = {"high", "critical"};
  if (!options.severity.empty()) severities = {options.severity};
  bool whole = true;
  json::array found;
  for (const auto* policy : PoliciesOf(*sight, options.policy))
    for (const auto& severity : severities) {
      const auto gaps = GapsOf(*sight, *policy, severity);
      whole = whole && gaps.empty();
      found.push_back({{"policy", policy->name},
                       {"severity", severity},
                       {"hours", HoursIn(gaps)},
                       {"gaps", SpansJson(gaps, *sight->zone)}});
      if (common.format != Format::kText) continue;
      std::printf("policy %s, severity %s: %g of %d hours in which nobody is rung\n",
                  policy->name.c_str(), severity.c_str(), HoursIn(gaps), options.days * 24);
      PrintSpans(gaps, *sight->zone);
    }
  if (common.format == Format::kJson)
    std::printf("%s\n",
                JsonText(json::object{{"from", workflow::LocalText(*sight->zone, sight->from)},
                                      {"to", workflow::LocalText(*sight->zone, sight->to)},
                                      {"coverage", std::move(found)}})
                    .c_str());
  return whole ? kDone : kFailed;
}

void AddSight(CLI::App* command, SightOptions& options) {
  command->add_option("--policy", options.policy, "only of this one")->option_text("NAME");
  command->add_option("--from", options.from, "instead of now, such as 2026-12-24T18:00")
      ->option_text("TIME");
  command
      ->add_option("--days", options.days,
                   "how far to look (default " + std::to_string(options.days) + ")")
      ->check(CLI::Range(1, kMostDays))
      ->option_text("N");
  command->add_option("--severity", options.severity, "of which alerts")
      ->check(CLI::IsMember({"info", "warning", "high", "critical"}))
      ->option_text("SEVERITY");
  AddContactsTable(command, options.table);
}

struct FeedOptions {
  std::string name;
  int days = 365;
};

/// Prints the address of a calendar.
int Feed(const Common& common, const FeedOptions& options) {
  const SightOptions any{.policy = {}, .severity = {}, .from = {}, .table = TablePeople::kNone};
  const auto sight = Look(common, any);
  if (!sight) return sight.error();
  if (sight->resources->FindPolicy(options.name) == nullptr &&
      sight->resources->FindRotation(options.name) == nullptr)
    return Refuse({ErrorKind::kInvalid,
                   "'" + options.name + "' is neither a policy nor a rotation of the resources"});
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  return WithStore(common, [&](Store& store) -> Status {
    TRY_ASSIGN(const auto secret, store.InstallationSecret(kCallTokenSecret));
    const auto until = SystemClock().Now() + std::chrono::hours(24) * options.days;
    const auto& http = loaded->settings.http;
    const auto base = http.public_url.empty()
                          ? compose::WorkerAddress(http.listen, !http.tls.certificate.empty(), {})
                          : http.public_url;
    const auto url = rosters::DutyFeedUrl(base, secret.Reveal(), options.name, until);
    if (common.format == Format::kJson)
      std::printf("%s\n",
                  JsonText(json::object{{"url", url}, {"until", FormatTime(until)}}).c_str());
    else
      std::printf("%s\n", url.c_str());
    return {};
  });
}

void AddFeed(CommandLine& line, CLI::App& oncall) {
  static FeedOptions options;
  auto* feed = AddCommand(oncall, "feed",
                          "the secret address of a calendar of duty, for programs that show "
                          "calendars",
                          "tocsin oncall feed default");
  feed->add_option("NAME", options.name, "a policy or a rotation")->required()->option_text("NAME");
  feed->add_option("--days", options.days, "how long the address is good (default 365)")
      ->check(CLI::Range(1, kMostDays))
      ->option_text("N");
  AddFormat(line, feed);
  AddData(line, feed);
  feed->callback([&line] { line.action = [&line] { return Feed(line.common, options); }; });
}

struct ImportOptions {
  std::string from;
  std::string file;
  std::string output;
  bool force = false;
};

/// A file that is there stays, unless it is meant to go.
Status WriteResult(const ImportOptions& options, const std::string& text) {
  std::error_code trouble;
  if (!options.force && std::filesystem::exists(options.output, trouble))
    return Fail(ErrorKind::kInvalid,
                "writing " + options.output + ": it is there already; --force replaces it");
  std::ofstream out(options.output, std::ios::binary | std::ios::trunc);
  out << text;
  out.close();
  if (!out)
    return Fail(ErrorKind::kInvalid, "writing " + options.output + ": it cannot be written");
  return {};
}

int Import(const Common& common, const ImportOptions& options) {
  const auto* format = rosters::RosterFormats().Find(options.from);
  const auto text = ReadFileOrInput(options.file);
  if (!text) return Refuse(text.error());
  const auto made =
      rosters::ImportRoster(*format, *text, options.file == "-" ? "standard input" : options.file);
  if (HasErrors(made.findings)) {
    std::fprintf(stderr, "%s", workflow::FormatText(made.findings).c_str());
    return kFailed;
  }
  if (!made.findings.empty())
    std::fprintf(stderr, "not carried over, or not quite:\n%s",
                 workflow::FormatText(made.findings).c_str());
  if (!options.output.empty())
    if (const auto written = WriteResult(options, made.yaml); !written)
      return Refuse(written.error());
  if (common.format == Format::kJson)
    std::printf(
        "%s\n",
        JsonText(json::object{{"resources", made.yaml},
                              {"findings", ParseJson(workflow::FormatJson(made.findings)).value()}})
            .c_str());
  else if (options.output.empty())
    std::fputs(made.yaml.c_str(), stdout);
  return kDone;
}

void AddImport(CommandLine& line, CLI::App& oncall) {
  static ImportOptions options;
  auto* import = AddCommand(
      oncall, "import", "turns the export of another product into a resource file",
      "tocsin oncall import --from opsgenie opsgenie.json --output workflows/resources/team.yaml");
  import->add_option("--from", options.from, "where the export comes from")
      ->required()
      ->check(CLI::IsMember(rosters::RosterFormats().Names()))
      ->option_text("PRODUCT");
  import->add_option("FILE", options.file, "the export; '-': standard input")
      ->required()
      ->option_text("FILE");
  import->add_option("--output", options.output, "where to write, instead of standard output")
      ->option_text("FILE");
  import->add_flag("--force", options.force, "replace the file of --output");
  AddFormat(line, import);
  import->callback([&line] { line.action = [&line] { return Import(line.common, options); }; });
}

/// --format of `show`, which has a third one.
void AddShownFormat(CommandLine& line, CLI::App* show, SightOptions& options) {
  show->add_option_function<std::string>(
          "--format",
          [&line, &options](const std::string& word) {
            line.common.format = word == "json" ? Format::kJson : Format::kText;
            options.calendar = word == "ical";
          },
          "text, json or ical (iCalendar)")
      ->check(CLI::IsMember({"text", "json", "ical"}))
      ->option_text("FORMAT");
}

}  // namespace

void AddOncallCommands(CommandLine& line) {
  static SightOptions shown;
  static SightOptions covered{.policy = {}, .severity = {}, .from = {}, .days = 90};
  auto* oncall =
      AddCommand(line, group::kFindOut, "oncall", "who is on duty", "tocsin oncall show --days 14");
  oncall->require_subcommand(1);
  AddImport(line, *oncall);
  AddFeed(line, *oncall);
  auto* show = AddCommand(*oncall, "show", "who is on duty when, by rotation and policy",
                          "tocsin oncall show --days 14 --format json");
  AddSight(show, shown);
  AddShownFormat(line, show, shown);
  show->callback([&line] { line.action = [&line] { return Show(line.common, shown); }; });

  auto* coverage = AddCommand(
      line, group::kFindOut, "coverage",
      "hours in which a high or critical alert would reach nobody; exit 1 when there are some",
      "tocsin coverage --severity critical --days 90");
  AddSight(coverage, covered);
  AddFormat(line, coverage);
  coverage->callback([&line] { line.action = [&line] { return Coverage(line.common, covered); }; });
}

}  // namespace tocsin::commands
