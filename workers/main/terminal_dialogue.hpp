#pragma once

#include "workers/setup/setup_questions.hpp"

namespace tocsin::commands {

/// Asks on standard error and reads standard input; where that is a terminal, secrets are not shown
/// while they are typed.
class TerminalDialogue final : public compose::SetupDialogue {
 public:
  void Say(std::string_view text) override;
  std::optional<std::string> Ask(std::string_view prompt, bool secret) override;
};

}  // namespace tocsin::commands
