#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "adapters/net/http_client.hpp"
#include "workers/compose/workflow_files.hpp"
#include "workers/main/commands.hpp"
#include "workers/rehearsal/exec.hpp"
#include "workers/rehearsal/test_run.hpp"
#include "workers/workflow/function_registry.hpp"
#include "workers/workflow/lint.hpp"

namespace tocsin::commands {
namespace {

namespace fs = std::filesystem;

Result<std::string> ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream text;
  text << in.rdbuf();
  if (!in) return Fail(ErrorKind::kInvalid, "reading " + path.string() + ": no such file, or not readable", "workflows");
  return std::move(text).str();
}

workflow::Functions Catalog() {
  workflow::FunctionRegistry registry;
  workflow::RegisterFunctionAll(registry);
  return workflow::Functions(std::move(registry));
}

/// The folder of resources that belongs to a workflow file or folder.
fs::path ResourcesOf(const fs::path& path) {
  return fs::is_directory(path) ? path / "resources" : path.parent_path().parent_path() / "resources";
}

Result<json::value> ReadInput(const std::string& input) {
  if (input != "-") {
    TRY_ASSIGN(const std::string text, ReadFile(input));
    return ParseJson(text);
  }
  std::ostringstream text;
  text << std::cin.rdbuf();
  return ParseJson(text.str());
}

}  // namespace

int Exec(const Common& common, const std::string& file, const std::string& input) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  const auto text = ReadFile(file);
  if (!text) return Refuse(text.error());
  const auto engine = MakeJqEngine();
  const auto functions = Catalog();
  const auto resources = workflow::LoadResources(ResourcesOf(file), loaded->settings.telephony.alert_number);
  if (!resources) return Refuse(resources.error());
  auto parsed = workflow::ParseDefinition(*text, file, *engine, functions, resources->resources.get());
  auto findings = resources->findings;
  findings.insert(findings.end(), parsed.findings.begin(), parsed.findings.end());
  std::fprintf(stderr, "%s", workflow::FormatText(findings).c_str());
  if (!parsed.definition || !resources->resources) return kFailed;
  const auto data = ReadInput(input);
  if (!data) return Refuse(Wrap(data.error(), "reading the input"));
  const auto client = MakeHttpClient();
  const SystemClock clock;
  const auto secrets = [&](std::string_view name) -> std::optional<std::string> {
    const auto found = loaded->settings.secrets.find(name);
    return found == loaded->settings.secrets.end() ? std::nullopt : std::optional(found->second.Reveal());
  };
  const auto outcome = rehearsal::ExecWorkflow(
      *parsed.definition, *data, {*engine, functions, *resources->resources, *client, clock, secrets, std::cerr});
  if (!outcome) return Refuse(outcome.error());
  std::printf("%s\n", json::serialize(outcome->result).c_str());
  return outcome->completed ? kDone : kFailed;
}

int Test(const Common& common, const std::vector<std::string>& paths) {
  const auto engine = MakeJqEngine();
  const auto functions = Catalog();
  const auto report = common.format == Format::kJson ? rehearsal::TestReport::kJson : rehearsal::TestReport::kText;
  return rehearsal::RunTests({paths.begin(), paths.end()}, *engine, functions, std::cout, report);
}

int Lint(const Common& common, const std::vector<std::string>& paths) {
  const auto engine = MakeJqEngine();
  const auto functions = Catalog();
  std::vector<Finding> findings;
  std::size_t files = 0;
  for (const auto& path : paths) {
    const fs::path resources = ResourcesOf(path);
    auto read = workflow::LoadResources(resources, "+15550000000");
    if (!read) return Refuse(read.error());
    findings.insert(findings.end(), read->findings.begin(), read->findings.end());
    const auto found = compose::FindWorkflowFiles(path, resources);
    if (found.empty()) return Refuse({ErrorKind::kInvalid, "no workflow files (*.yaml) at " + path});
    for (const auto& file : found) {
      const auto text = ReadFile(file);
      if (!text) return Refuse(text.error());
      auto parsed = workflow::ParseDefinition(*text, file.string(), *engine, functions, read->resources.get());
      findings.insert(findings.end(), parsed.findings.begin(), parsed.findings.end());
      ++files;
    }
  }
  switch (common.format) {
    case Format::kText: std::printf("%s", workflow::FormatText(findings).c_str()); break;
    case Format::kJson: std::printf("%s", workflow::FormatJson(findings).c_str()); break;
    case Format::kSarif: std::printf("%s", workflow::FormatSarif(findings).c_str()); break;
  }
  if (HasErrors(findings)) return kFailed;
  std::fprintf(stderr, "%zu workflow files are good\n", files);
  return kDone;
}

}  // namespace tocsin::commands
