#include <cstdio>

#include "workers/main/command_line.hpp"
#include "workers/main/completion.hpp"

namespace tocsin::commands {

void AddCompletionCommand(CommandLine& line) {
  static std::string shell;
  auto* completion = AddCommand(line, group::kTools, "completion",
                                "a script that completes commands and options in a shell",
                                "source <(tocsin completion bash)\n  tocsin completion fish > "
                                "~/.config/fish/completions/tocsin.fish");
  completion->add_option("shell", shell, "bash, zsh or fish")
      ->required()
      ->check(CLI::IsMember({"bash", "zsh", "fish"}))
      ->option_text("SHELL");
  completion->callback([&line] {
    line.action = [&line] {
      std::printf("%s", CompletionScript(line.app, shell).c_str());
      return kDone;
    };
  });
}

}  // namespace tocsin::commands
