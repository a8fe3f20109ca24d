#include "workers/main/terminal_dialogue.hpp"

#include <termios.h>
#include <unistd.h>

#include <cstdio>
#include <iostream>

namespace tocsin::commands {
namespace {

/// What is typed is not shown as long as it lives.
class HiddenTyping {
 public:
  HiddenTyping() : hidden_(tcgetattr(STDIN_FILENO, &shown_) == 0) {
    if (!hidden_) return;
    termios quiet = shown_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~HiddenTyping() {
    if (!hidden_) return;
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown_);
    std::fputc('\n', stderr);  // that of the person was not shown either
  }
  HiddenTyping(const HiddenTyping&) = delete;
  HiddenTyping& operator=(const HiddenTyping&) = delete;

 private:
  termios shown_ = {};
  bool hidden_;
};

}  // namespace

void TerminalDialogue::Say(std::string_view text) {
  std::fprintf(stderr, "%.*s\n", static_cast<int>(text.size()), text.data());
}

std::optional<std::string> TerminalDialogue::Ask(std::string_view prompt, bool secret) {
  std::fprintf(stderr, "%.*s", static_cast<int>(prompt.size()), prompt.data());
  std::fflush(stderr);
  std::optional<HiddenTyping> hidden;
  if (secret) hidden.emplace();
  std::string line;
  if (!std::getline(std::cin, line)) return std::nullopt;
  if (line.ends_with('\r')) line.pop_back();
  return line;
}

}  // namespace tocsin::commands
