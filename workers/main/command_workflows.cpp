#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "adapters/expression/jq.hpp"
#include "workers/compose/workflow_files.hpp"
#include "workers/main/commands.hpp"
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

}  // namespace

int Lint(const Common& common, const std::vector<std::string>& paths) {
  const auto engine = MakeJqEngine();
  const auto functions = Catalog();
  std::vector<Finding> findings;
  std::size_t files = 0;
  for (const auto& path : paths) {
    const fs::path resources = fs::is_directory(path) ? fs::path(path) / "resources" : fs::path(path).parent_path() / "../resources";
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
