#pragma once

#include <signal.h>

#include <sys/types.h>

#include <atomic>
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
  /// From now on SIGTERM and SIGINT end the process at once; `server` (0: none) is a database
  /// server of ours, which is then told to end too and does so by itself.
  void EndAtNext(pid_t server) const {
    static std::atomic<pid_t> told = 0;
    told = server;
    const auto end = [](int) {
      if (const pid_t pid = told; pid > 0) kill(pid, SIGINT);  // PostgreSQL's "fast" shutdown
      std::_Exit(130);
    };
    for (const int number : {SIGTERM, SIGINT}) signal(number, end);
    pthread_sigmask(SIG_UNBLOCK, &set_, nullptr);
    signal(SIGHUP, SIG_IGN);
  }

 private:
  sigset_t set_{};
};

}  // namespace tocsin::compose
