#pragma once

#include <CLI/CLI.hpp>
#include <string>

namespace tocsin::commands {

/// A script for "bash", "zsh" or "fish" that completes commands, options and the words that an
/// option takes. Made from the commands themselves, so that it knows what they know.
std::string CompletionScript(const CLI::App& app, const std::string& shell);

}  // namespace tocsin::commands
