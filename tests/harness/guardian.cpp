#include "tests/harness/guardian.hpp"

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace tocsin::harness {
namespace {

constexpr std::size_t kMost = 256;

/// Only calls that are safe after fork in a program with threads. A number guards, a negative one
/// lets go.
[[noreturn]] void Watch(int from) {
  std::array<pid_t, kMost> guarded{};
  pid_t word = 0;
  for (int number = SIGHUP; number <= SIGTERM; ++number) signal(number, SIG_IGN);
  while (read(from, &word, sizeof word) == static_cast<ssize_t>(sizeof word)) {
    const auto place = std::find(guarded.begin(), guarded.end(), word > 0 ? 0 : -word);
    if (place != guarded.end()) *place = std::max(word, 0);
  }
  for (const pid_t child : guarded)
    if (child > 0) kill(child, SIGKILL);
  _exit(0);
}

int Pipe() {
  static const int to = [] {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC) != 0) std::abort();
    if (fork() == 0) {
      // What the test program prints to must not stay open because of us.
      for (int descriptor = 0; descriptor < 1024; ++descriptor)
        if (descriptor != ends[0]) close(descriptor);
      Watch(ends[0]);
    }
    close(ends[0]);
    return ends[1];
  }();
  return to;
}

void Tell(pid_t word) {
  if (write(Pipe(), &word, sizeof word) != static_cast<ssize_t>(sizeof word)) std::abort();
}

}  // namespace

void Guard(pid_t child) { Tell(child); }
void Unguard(pid_t child) { Tell(-child); }

}  // namespace tocsin::harness
