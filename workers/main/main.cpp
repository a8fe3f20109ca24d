#include <cstdio>
#include <span>
#include <string>

#include "schemas/version.hpp"
#include "workers/compose/child.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/usage.hpp"

namespace tocsin::commands {
namespace {

int Main(int argc, char** argv) {
  // Commands say themselves what went wrong; `run` sets the log up as its settings say.
  compose::LogOnlyErrors();
  CommandLine line;
  line.app.set_version_flag("--version", "tocsin " + std::string(Version()));
  line.app
      .add_option("--config", line.common.config,
                  "settings file (default tocsin.yaml of the working folder)")
      ->option_text("FILE");
  line.app.fallthrough();
  line.app.require_subcommand(1);
  for (const auto add :
       {AddInitCommand,       AddRunCommand,       AddMigrateCommand,  AddKeysCommands,
        AddLintCommand,       AddWorkflowCommands, AddHooksCommands,   AddDlqCommands,
        AddOncallCommands,    AddExplainCommand,   AddRunsCommands,    AddEvidenceCommands,
        AddEraseCommand,      AddTailCommand,      AddConfigCommands,  AddSchemaCommand,
        AddSelfCheckCommand,  AddWebhookCommands,  AddListCommand,     AddCallCommand,
        AddCompletionCommand, AddDrainCommand,     AddHumanizeCommand, AddRealtimeCommands})
    add(line);
  if (argc <= 1) {
    std::printf("%s", Overview(line.app).c_str());
    return kUsage;
  }
  try {
    line.app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return AnswerMisuse(line.app, error, std::span<const char* const>(argv + 1, argv + argc));
  }
  return line.action();
}

}  // namespace
}  // namespace tocsin::commands

int main(int argc, char** argv) {
  if (const auto child = tocsin::compose::RunChild(argc, argv)) return *child;
  return tocsin::commands::Main(argc, argv);
}
