#include <cstdio>
#include <iostream>
#include <sstream>

#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/workflow_paths.hpp"
#include "workers/rehearsal/exec.hpp"
#include "workers/rehearsal/test_run.hpp"
#include "workers/workflow/language/errors.hpp"
#include "workers/workflow/language/lint.hpp"

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

Result<std::string> InputText(const std::string& input) {
  if (input != "-") return ReadFile(input);
  std::ostringstream text;
  if (std::cin.peek() != std::istream::traits_type::eof()) text << std::cin.rdbuf();
  return std::move(text).str();
}

Result<json::value> ReadInput(const std::string& input) {
  TRY_ASSIGN(const std::string text, InputText(input));
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
};
tl::expected<Runnable, int> LoadRunnable(const std::string& file, const compose::Toolbox& tools,
                                         const compose::TelephonySettings& telephony) {
  const auto refused = [](const std::string& why) {
    return tl::unexpected(RefuseWithObject(workflow::ConfigurationError(why)));
  };
  const auto text = ReadFile(file);
  if (!text) return refused(text.error().message);
  const auto resources = workflow::LoadResources(ResourcesOf(file), telephony.alert_number,
                                                 telephony.language, tools.engine.get());
  if (!resources) return refused(resources.error().message);
  auto parsed = workflow::ParseDefinition(*text, file, *tools.engine, tools.functions,
                                          resources->resources.get());
  auto findings = resources->findings;
  findings.insert(findings.end(), parsed.findings.begin(), parsed.findings.end());
  std::fprintf(stderr, "%s", workflow::FormatText(findings).c_str());
  if (!parsed.definition || !resources->resources)
    return tl::unexpected(GiveError(workflow::ConfigurationError(FirstError(findings))));
  return Runnable{parsed.definition, resources->resources};
}

int Exec(const Common& common, const std::string& file, const std::string& input) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto tools = compose::MakeToolbox();
  const auto runnable = LoadRunnable(file, tools, loaded->settings.telephony);
  if (!runnable) return runnable.error();
  const auto data = ReadInput(input);
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
                                                .log = std::cerr});
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

}  // namespace

void AddWorkflowCommands(CommandLine& line) {
  static std::vector<std::string> paths;
  static std::string file;
  static std::string input = "-";
  auto* exec = AddCommand(line, group::kWrite, "exec", "run one workflow to its end in memory",
                          "echo '{\"name\": \"Ada\"}' | tocsin exec hello.yaml --input -");
  exec->add_option("file", file, "workflow file")->required();
  exec->add_option("--input", input, "required: JSON file, or - for standard input")
      ->required()
      ->option_text("FILE");
  exec->callback([&line] { line.action = [&line] { return Exec(line.common, file, input); }; });

  auto* test =
      AddCommand(line, group::kWrite, "test", "run *_test.yaml beside workflows, in virtual time",
                 "tocsin test workflows/");
  test->add_option("path", paths, "test files or folders")->required();
  AddFormat(line, test);
  test->callback([&line] { line.action = [&line] { return Test(line.common, paths); }; });
}

}  // namespace tocsin::commands
