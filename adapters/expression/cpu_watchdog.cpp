#include "adapters/expression/cpu_watchdog.hpp"

#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>

#ifndef sigev_notify_thread_id
#define sigev_notify_thread_id _sigev_un._tid
#endif

namespace tocsin {
namespace {

int SignalNumber() { return SIGRTMIN + 4; }

// Two ticks to a limit: the third tick of a stretch proves that at least two whole intervals are
// used up.
constexpr int kTicksInLimit = 2;

}  // namespace

CpuWatchdog* CpuWatchdog::OfThisThread() {
  thread_local CpuWatchdog watchdog;
  return watchdog.made_ ? &watchdog : nullptr;
}

CpuWatchdog::CpuWatchdog() {
  static const bool handled = [] {
    struct sigaction action {};
    action.sa_sigaction = &CpuWatchdog::OnSignal;
    action.sa_flags = SA_SIGINFO | SA_RESTART;
    sigemptyset(&action.sa_mask);
    return sigaction(SignalNumber(), &action, nullptr) == 0;
  }();
  if (!handled) return;
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SignalNumber());
  pthread_sigmask(SIG_UNBLOCK, &wanted, nullptr);
  sigevent event{};
  event.sigev_notify = SIGEV_THREAD_ID;
  event.sigev_signo = SignalNumber();
  event.sigev_value.sival_ptr = this;
  event.sigev_notify_thread_id = static_cast<pid_t>(syscall(SYS_gettid));
  made_ = timer_create(CLOCK_THREAD_CPUTIME_ID, &event, &timer_) == 0;
}

CpuWatchdog::~CpuWatchdog() {
  if (!made_) return;
  // A signal already on its way must not find this object gone; the thread ends after this.
  sigset_t unwanted;
  sigemptyset(&unwanted);
  sigaddset(&unwanted, SignalNumber());
  pthread_sigmask(SIG_BLOCK, &unwanted, nullptr);
  timer_delete(timer_);
}

void CpuWatchdog::OnSignal(int, siginfo_t* info, void*) {
  if (info->si_code != SI_TIMER) return;
  const int saved = errno;
  static_cast<CpuWatchdog*>(info->si_value.sival_ptr)->Tick();
  errno = saved;
}

void CpuWatchdog::Tick() {
  if (!active_) {
    ticking_ = 0;
    SetInterval(std::chrono::nanoseconds(0));
    return;
  }
  if (ticks_ < kTicksInLimit) {
    ticks_ = ticks_ + 1;
    return;
  }
  if (stopped_) return;
  stopped_ = 1;
  stop_(argument_);
}

void CpuWatchdog::SetInterval(std::chrono::nanoseconds interval) {
  constexpr long kSecond = 1'000'000'000;
  itimerspec when{};
  when.it_interval.tv_sec = interval.count() / kSecond;
  when.it_interval.tv_nsec = interval.count() % kSecond;
  when.it_value = when.it_interval;
  timer_settime(timer_, 0, &when, nullptr);
}

void CpuWatchdog::Begin(std::chrono::milliseconds limit, void (*stop)(void*), void* argument) {
  stop_ = stop;
  argument_ = argument;
  stopped_ = 0;
  ticks_ = 0;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  active_ = 1;  // from here on a tick does not put the timer to sleep
  std::atomic_signal_fence(std::memory_order_seq_cst);
  if (ticking_ && limit == limit_) return;
  limit_ = limit;
  ticking_ = 1;
  SetInterval(std::chrono::nanoseconds(limit) / kTicksInLimit);
}

bool CpuWatchdog::End() {
  active_ = 0;
  std::atomic_signal_fence(std::memory_order_seq_cst);
  return stopped_ != 0;
}

}  // namespace tocsin
