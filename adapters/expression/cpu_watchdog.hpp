#pragma once

#include <time.h>

#include <chrono>
#include <csignal>

namespace tocsin {

/// Stops work that uses too much CPU time of its own thread: a timer on CLOCK_THREAD_CPUTIME_ID
/// sends SIGRTMIN+4 to the thread, whose handler calls `stop`. The timer ticks only while there is
/// work and goes to sleep by itself, so that a stretch of a few microseconds costs no system call.
/// One for each thread, made at first use.
class CpuWatchdog {
 public:
  /// Nullptr when the system has no timer left.
  static CpuWatchdog* OfThisThread();

  CpuWatchdog(const CpuWatchdog&) = delete;
  CpuWatchdog& operator=(const CpuWatchdog&) = delete;
  ~CpuWatchdog();

  /// From now until End, `stop(argument)` is called once when between `limit` and one and a half of
  /// it are used up. `stop` runs inside a signal handler: only async-signal-safe work. Stretches do
  /// not nest.
  void Begin(std::chrono::milliseconds limit, void (*stop)(void*), void* argument);
  /// True when `stop` was called.
  bool End();

 private:
  CpuWatchdog();
  static void OnSignal(int number, siginfo_t* info, void* context);
  void Tick();
  void SetInterval(std::chrono::nanoseconds interval);

  timer_t timer_{};
  bool made_ = false;
  std::chrono::milliseconds limit_{0};
  void (*stop_)(void*) = nullptr;
  void* argument_ = nullptr;
  volatile std::sig_atomic_t ticking_ = 0;
  volatile std::sig_atomic_t active_ = 0;
  volatile std::sig_atomic_t stopped_ = 0;
  volatile std::sig_atomic_t ticks_ = 0;
};

}  // namespace tocsin
