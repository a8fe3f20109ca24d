#include <filesystem>
#include <string>

#include "workers/main/command_line.hpp"
#include "workers/main/usage.hpp"
#include "workers/reference/generate.hpp"

namespace tocsin::commands {
namespace {

/// `commands_page`: the reference page of the command line.
int WriteSchemas(const std::filesystem::path& folder, std::string commands_page) {
  auto files = compose::GeneratedFiles();
  files.push_back({"docs/reference/commands.md", std::move(commands_page)});
  const Status written = compose::WriteFiles(folder, files);
  return written ? kDone : Refuse(written.error());
}

}  // namespace

void AddSchemaCommand(CommandLine& line) {
  static std::filesystem::path folder = ".";
  auto* schema =
      AddCommand(line, group::kTools, "schema", "write JSON Schemas, AsyncAPI and reference pages",
                 "tocsin schema --out .");
  schema->add_option("--out", folder, "folder to write below (default .)");
  schema->callback(
      [&line] { line.action = [&line] { return WriteSchemas(folder, CommandsPage(line.app)); }; });
}

}  // namespace tocsin::commands
