#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <string>

#include "workers/main/commands.hpp"

namespace tocsin::commands {

/// Subcommands set what is to be done; it is done after all words were read.
struct CommandLine {
  CLI::App app{"tocsin: workflows on a message bus that phone people", "tocsin"};
  Common common;
  std::function<int()> action;
};

/// What a command is for; `tocsin` alone lists them so, in this order.
namespace group {
inline constexpr const char* kWork = "Work";
inline constexpr const char* kWrite = "Write workflows";
inline constexpr const char* kFindOut = "Find out";
inline constexpr const char* kTools = "For tools";
inline constexpr const char* kAll[] = {kWork, kWrite, kFindOut, kTools};
}  // namespace group

/// `tocsin NAME`, listed under one of `group`.
CLI::App* AddCommand(CommandLine& line, const char* group, const std::string& name,
                     const std::string& what, const std::string& example);
/// A command below another one.
CLI::App* AddCommand(CLI::App& parent, const std::string& name, const std::string& what,
                     const std::string& example);
/// --format, text or json; sarif too.
void AddFormat(CommandLine& line, CLI::App* command, bool sarif = false);
/// --tenant: what the command shows, only that tenant's; without it all tenants'.
void AddTenant(CommandLine& line, CLI::App* command);
/// --data, for commands that look into the database.
void AddData(CommandLine& line, CLI::App* command);

// One for each file command_NAME.cpp, called in main.cpp.
void AddCallCommand(CommandLine& line);
void AddCompletionCommand(CommandLine& line);
void AddConfigCommands(CommandLine& line);
void AddEraseCommand(CommandLine& line);
void AddDrainCommand(CommandLine& line);
void AddDlqCommands(CommandLine& line);
void AddEvidenceCommands(CommandLine& line);
void AddExplainCommand(CommandLine& line);
void AddHooksCommands(CommandLine& line);
void AddHumanizeCommand(CommandLine& line);
void AddInitCommand(CommandLine& line);
void AddKeysCommands(CommandLine& line);
void AddLintCommand(CommandLine& line);
void AddListCommand(CommandLine& line);
void AddMigrateCommand(CommandLine& line);
void AddOncallCommands(CommandLine& line);
void AddRealtimeCommands(CommandLine& line);
void AddRunCommand(CommandLine& line);
void AddRunControlCommands(CommandLine& line, CLI::App& runs);  ///< below `tocsin runs`
void AddRunsCommands(CommandLine& line);
void AddSchemaCommand(CommandLine& line);
void AddSelfCheckCommand(CommandLine& line);
void AddTailCommand(CommandLine& line);
void AddWebhookCommands(CommandLine& line);
void AddWebhookVerifyCommand(CommandLine& line, CLI::App& webhook);  ///< below `tocsin webhook`
void AddWorkflowCommands(CommandLine& line);

}  // namespace tocsin::commands
