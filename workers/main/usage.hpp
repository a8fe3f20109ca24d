#pragma once

#include <span>
#include <string>

namespace CLI {
class App;
class ParseError;
}  // namespace CLI

namespace tocsin::commands {

/// What `tocsin` alone prints: the commands by what they are for, and where to begin.
std::string Overview(const CLI::App& app);

/// Prints what was wrong with the words of the command line on stderr, with the nearest right word
/// and the command whose --help tells more; or the help that was asked for on stdout. Gives the
/// exit code.
int AnswerMisuse(const CLI::App& app, const CLI::ParseError& error,
                 std::span<const char* const> words);

/// docs/reference/commands.md: every command's help, as the command line has it.
std::string CommandsPage(const CLI::App& app);

}  // namespace tocsin::commands
