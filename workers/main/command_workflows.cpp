#include <algorithm>
#include <cstdio>
#include <iostream>

#include "schemas/phone_number.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/people_in_force.hpp"
#include "workers/main/workflow_paths.hpp"
#include "workers/rehearsal/exec.hpp"
#include "workers/rehearsal/simulation.hpp"
#include "workers/rehearsal/test_run.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/lint.hpp"
#include "workers/workflow/language/subflow_lint.hpp"
#include "workers/workflow/language/workflow_folder.hpp"
#include "workers/workflow/oncall/time_texts.hpp"

namespace tocsin::commands {
namespace {

/// Whoever reads standard output finds an error object there whatever went wrong.
int GiveError(const workflow::RaisedError& error) {
  std::printf("%s\n", JsonText(workflow::ErrorObject(error, "/")).c_str());
  return kFailed;
}

int RefuseWithObject(const workflow::RaisedError& error) {
  std::fprintf(stderr, "tocsin: %s\n", error.detail.c_str());
  return GiveError(error);
}

Result<json::value> ReadInput(const std::string& input) {
  TRY_ASSIGN(const std::string text, ReadFileOrInput(input));
  const std::string name = input == "-" ? "standard input" : input;
  if (text.find_first_not_of(" \t\r\n") == std::string::npos)
    return Fail(ErrorKind::kInvalid, "reading " + name + ": it is empty; give JSON, {} for nothing",
                "workflows");
  auto value = ParseJson(MendJson(text));
  if (!value) return Fail(Wrap(value.error(), "reading " + name));
  return value;
}

std::string FirstError(const std::vector<Finding>& findings) {
  for (const auto& finding : findings)
    if (finding.level == Finding::Level::kError) return FormatFinding(finding);
  return "the workflow cannot be read";
}

/// A workflow file with what it names, ready to run; else the exit code.
struct Runnable {
  std::shared_ptr<const workflow::Definition> definition;
  std::shared_ptr<const workflow::Resources> resources;
  std::vector<std::shared_ptr<const workflow::Definition>> beside;
};
/// The resources are those beside the file, else those that the settings name.
tl::expected<Runnable, int> LoadRunnable(const std::string& file, const compose::Toolbox& tools,
                                         const compose::Settings& settings) {
  const auto refused = [](const std::string& why) {
    return tl::unexpected(RefuseWithObject(workflow::ConfigurationError(why)));
  };
  const auto text = ReadFile(file);
  if (!text) return refused(text.error().message);
  std::error_code trouble;
  auto folder_of_resources = ResourcesOf(file);
  if (!std::filesystem::is_directory(folder_of_resources, trouble))
    folder_of_resources = settings.workflows.resources;
  const auto& telephony = settings.telephony;
  const auto resources = workflow::LoadResources(folder_of_resources, telephony.alert_number,
                                                 telephony.language, tools.engine.get());
  if (!resources) return refused(resources.error().message);
  auto parsed = workflow::ParseDefinition(*text, file, *tools.engine, tools.functions,
                                          resources->resources.get());
  auto findings = resources->findings;
  findings.insert(findings.end(), parsed.findings.begin(), parsed.findings.end());
  std::fprintf(stderr, "%s", workflow::FormatText(findings).c_str());
  if (!parsed.definition || !resources->resources)
    return tl::unexpected(GiveError(workflow::ConfigurationError(FirstError(findings))));
  workflow::WorkflowFolder folder(workflow::WorkflowFolder::Around(file), *tools.engine,
                                  tools.functions, resources->resources.get());
  std::vector<std::shared_ptr<const workflow::Definition>> all = {parsed.definition};
  folder.Complete(all);
  auto wrong = folder.Findings();
  const auto of_this = workflow::CheckSubflows(*parsed.definition, file, folder.Finder());
  wrong.insert(wrong.end(), of_this.begin(), of_this.end());
  std::fprintf(stderr, "%s", workflow::FormatText(wrong).c_str());
  if (HasErrors(wrong))
    return tl::unexpected(GiveError(workflow::ConfigurationError(FirstError(wrong))));
  return Runnable{parsed.definition, resources->resources, {all.begin() + 1, all.end()}};
}

constexpr const char* kHow =
    "say who and how: alice=busy, alice='press 1 1', alice='[{voicemail: {}}]'";

/// `alice=busy`, `alice=press 1 1`, or what a test file says of a callee: `alice=[{busy: true}]`.
Result<rehearsal::Callees> PeopleOf(const std::vector<std::string>& said) {
  rehearsal::Callees people;
  for (const auto& one : said) {
    const auto refuse = [&](const std::string& why) {
      return Fail(ErrorKind::kInvalid, "--person " + one + ": " + why, "rehearsal");
    };
    const std::size_t equals = one.find('=');
    if (equals == std::string::npos) return refuse(kHow);
    const std::string who = one.substr(0, equals);
    std::string how = one.substr(equals + 1);
    if (who.empty() || how.find_first_not_of(' ') == std::string::npos) return refuse(kHow);
    if (people.contains(who))
      return refuse("'" + who + "' is there already; one call after another is a list: " + who +
                    "='[{busy: true}, {turns: [{press: \"1\"}]}]'");
    if (how.starts_with("press ")) {
      std::istringstream keys(how.substr(6));
      std::string turns;
      for (std::string key; keys >> key;) turns += "{press: '" + key + "'}, ";
      how = "[{turns: [" + turns + "]}]";
    } else if (how.find_first_of("[{") == std::string::npos) {
      how = how == "voicemail" ? "[{voicemail: {}}]" : "[{" + how + ": true}]";
    }
    const auto node = ParseYaml("'" + who + "': " + how, "--person");
    if (!node) return refuse(node.error().text);
    std::vector<Finding> findings;
    auto read = rehearsal::ReadCallees(*node, "--person", findings);
    if (!findings.empty()) return refuse(findings.front().text);
    people.merge(read);
  }
  return people;
}

/// A name that nobody has would be played by nobody.
Status CheckPeople(const rehearsal::Callees& people, const workflow::Resources& resources) {
  std::vector<std::string_view> known;
  for (const auto& contact : resources.AllContacts()) known.push_back(contact.id);
  for (const auto& [who, how] : people)
    if (!IsPhoneNumber(who) && std::ranges::find(known, who) == known.end())
      return Fail(ErrorKind::kInvalid,
                  "--person " + who + ": there is no such contact" + DidYouMean(who, known),
                  "rehearsal");
  return {};
}

/// Who is called, as --person says.
Result<rehearsal::Callees> PlayedPeople(const std::vector<std::string>& said,
                                        const workflow::Resources& resources) {
  TRY_ASSIGN(auto people, PeopleOf(said));
  TRY(CheckPeople(people, resources));
  return people;
}

void AddPeople(CLI::App* command, std::vector<std::string>& people) {
  command
      ->add_option("--person", people,
                   "how somebody takes the call, again for others: NAME=busy, no_answer, reject, "
                   "voicemail, 'press 1 1', or as in test files; who is not named does not answer")
      ->option_text("NAME=HOW");
}

struct ExecOptions {
  std::string file;
  std::string input = "-";
  std::vector<std::string> people;
};

int Exec(const Common& common, const ExecOptions& options) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded)
    return GiveError(
        workflow::ConfigurationError("the settings are at fault: tocsin config check"));
  const auto tools = compose::MakeToolbox();
  const auto runnable = LoadRunnable(options.file, tools, loaded->settings);
  if (!runnable) return runnable.error();
  auto people = PlayedPeople(options.people, *runnable->resources);
  if (!people) return RefuseWithObject(workflow::ConfigurationError(people.error().message));
  const auto data = ReadInput(options.input);
  if (!data) return RefuseWithObject(workflow::ValidationError(data.error().message));
  const auto client = compose::MakeOutsideClient();
  const SystemClock clock;
  std::map<std::string, std::string> secrets;
  for (const auto& [name, value] : loaded->settings.secrets) secrets.emplace(name, value.Reveal());
  const rehearsal::MakeStore make_store = compose::MakeScratchStore;
  const auto outcome = rehearsal::ExecWorkflow(runnable->definition, *data,
                                               {.engine = *tools.engine,
                                                .functions = tools.functions,
                                                .resources = runnable->resources,
                                                .http = *client,
                                                .clock = clock,
                                                .make_store = make_store,
                                                .secrets = std::move(secrets),
                                                .log = std::cerr,
                                                .beside = runnable->beside,
                                                .people = *std::move(people),
                                                .pins = loaded->settings.telephony.pins});
  if (!outcome) return RefuseWithObject(workflow::RuntimeError(outcome.error().message));
  std::printf("%s\n", JsonText(outcome->result).c_str());
  return outcome->completed ? kDone : kFailed;
}

int Test(const Common& common, const std::vector<std::string>& paths) {
  const auto tools = compose::MakeToolbox();
  const auto report =
      common.format == Format::kJson ? rehearsal::TestReport::kJson : rehearsal::TestReport::kText;
  return rehearsal::RunTests({paths.begin(), paths.end()},
                             {*tools.engine, tools.functions, compose::MakeScratchStore}, std::cout,
                             report);
}

struct SimulateOptions {
  std::string file;
  std::string at;
  std::string alert;
  std::vector<std::string> people;
  std::string format = "text";
  TablePeople table = TablePeople::kWhereConfigured;
};

int Simulate(const Common& common, const SimulateOptions& options) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  rehearsal::DutyWitness witness;
  auto tools = compose::MakeToolbox();
  tools.functions = witness.Watching(tools.functions);
  const auto runnable = LoadRunnable(options.file, tools, loaded->settings);
  if (!runnable) return runnable.error();
  const auto resources = PeopleInForce(*loaded, common, runnable->resources, options.table);
  if (!resources) return Refuse(resources.error());
  const auto alert = ReadInput(options.alert);
  if (!alert) return Refuse(alert.error());
  if (!alert->is_object())
    return Refuse({ErrorKind::kInvalid, "--alert " + options.alert +
                                            ": must be the alert's data, a JSON object such as "
                                            "{\"title\": \"nginx stopped\"}"});
  workflow::Moment moment;
  if (const auto fault = moment.Read(options.at); !fault.empty())
    return Refuse({ErrorKind::kInvalid, "--at " + options.at + ": " + fault});
  auto definitions = runnable->beside;
  definitions.insert(definitions.begin(), runnable->definition);
  const std::string zone = (*resources)->ZoneOf(nullptr);
  auto people = PlayedPeople(options.people, *runnable->resources);
  if (!people) return Refuse(people.error());
  const rehearsal::MakeStore make_store = compose::MakeScratchStore;
  const auto simulation = rehearsal::Simulate(
      alert->get_object(), moment.In(*workflow::LocateZone(zone.empty() ? "UTC" : zone)),
      {.definitions = definitions,
       .resources = *resources,
       .engine = *tools.engine,
       .functions = tools.functions,
       .witness = witness,
       .make_store = make_store,
       .people = *std::move(people)});
  if (!simulation) return Refuse(simulation.error());
  if (options.format == "json")
    std::printf("%s\n", JsonText(rehearsal::SimulationJson(*simulation)).c_str());
  else
    std::printf("%s", (options.format == "mermaid" ? rehearsal::SimulationMermaid(*simulation)
                                                   : rehearsal::SimulationTable(*simulation))
                          .c_str());
  return kDone;
}

void AddSimulate(CommandLine& line) {
  static SimulateOptions options;
  auto* simulate = AddCommand(
      line, group::kWrite, "simulate", "who would be rung for an alert at a time, and why",
      "tocsin simulate workflows/ops/alert-router.yaml --at 2026-12-24T02:10 --alert alert.json "
      "--person 'alice=press 1 1'");
  simulate->add_option("file", options.file, "workflow file")->required();
  simulate
      ->add_option(
          "--at", options.at,
          "when the alert comes: 2026-12-24T02:10 in the calendar's zone, or with an offset")
      ->required()
      ->option_text("TIME");
  simulate->add_option("--alert", options.alert, "its data: JSON file, or - for standard input")
      ->required()
      ->option_text("FILE");
  AddPeople(simulate, options.people);
  AddContactsTable(simulate, options.table);
  simulate->add_option("--format", options.format, "text, mermaid or json")
      ->check(CLI::IsMember({"text", "mermaid", "json"}))
      ->option_text("FORMAT");
  simulate->callback([&line] { line.action = [&line] { return Simulate(line.common, options); }; });
}

}  // namespace

void AddWorkflowCommands(CommandLine& line) {
  static std::vector<std::string> paths;
  static ExecOptions options;
  auto* exec =
      AddCommand(line, group::kWrite, "exec",
                 "run one workflow to its end in memory; HTTP calls are made, no phone rings",
                 "echo '{\"name\": \"Ada\"}' | tocsin exec hello.yaml --input -");
  exec->add_option("file", options.file, "workflow file")->required();
  exec->add_option("--input", options.input, "required: JSON file, or - for standard input")
      ->required()
      ->option_text("FILE");
  AddPeople(exec, options.people);
  exec->callback([&line] { line.action = [&line] { return Exec(line.common, options); }; });

  auto* test =
      AddCommand(line, group::kWrite, "test", "run *_test.yaml beside workflows, in virtual time",
                 "tocsin test workflows/");
  test->add_option("path", paths, "test files or folders")->required();
  AddFormat(line, test);
  test->callback([&line] { line.action = [&line] { return Test(line.common, paths); }; });
  AddSimulate(line);
}

}  // namespace tocsin::commands
