#pragma once

#include <signal.h>

#include <chrono>
#include <cstdlib>

namespace tocsin::compose {

/// Takes SIGTERM, SIGINT and SIGHUP away from all threads (made before any is started) and hands
/// them to whoever waits.
class Signals {
 public:
  Signals() {
    sigemptyset(&set_);
    for (const int number : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set_, number);
    pthread_sigmask(SIG_BLOCK, &set_, nullptr);
    signal(SIGPIPE, SIG_IGN);
  }
  /// The signal that came, or 0 after `timeout`.
  int Wait(std::chrono::milliseconds timeout) const {
    const timespec time{timeout.count() / 1000, timeout.count() % 1000 * 1'000'000};
    const int number = sigtimedwait(&set_, nullptr, &time);
    return number > 0 ? number : 0;
  }
  /// From now on SIGTERM and SIGINT end the process at once.
  void EndAtNext() const {
    for (const int number : {SIGTERM, SIGINT}) signal(number, [](int) { std::_Exit(130); });
    pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
    signal(SIGHUP, SIG_IGN);
  }

 private:
  sigset_t set_{};
};

}  // namespace tocsin::compose
