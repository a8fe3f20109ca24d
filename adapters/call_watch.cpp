#include "adapters/call_watch.hpp"

#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/socket.h>
#include <unistd.h>

namespace tocsin {
namespace {

constexpr Duration kLookEvery{100};

}  // namespace

CallWatch::CallWatch(std::string peer) : peer_(std::move(peer)), thread_([this] { Run(); }) {}

void CallWatch::Answered() {
  if (!met_.load(std::memory_order_relaxed)) met_ = true;
  if (!away_.load()) return;
  const std::lock_guard lock(mutex_);
  if (!away_.exchange(false)) return;
  const std::chrono::duration<double> away = Call::Steady::now() - away_since_;
  spdlog::info("{} is back after {:.1f} s", peer_, away.count());
}

void CallWatch::Lost(std::string_view why) {
  if (peer_.empty() || !met_.load() || away_.load()) return;
  const std::lock_guard lock(mutex_);
  if (away_.exchange(true)) return;
  away_since_ = Call::Steady::now();
  spdlog::warn("{} is away: {}; waiting for it", peer_, why);
}

CallWatch::~CallWatch() {
  {
    const std::lock_guard lock(mutex_);
    closing_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

void CallWatch::Run() {
  std::unique_lock lock(mutex_);
  while (!stop_.wait_for(lock, kLookEvery, [this] { return closing_; })) {
    const auto now = Call::Steady::now();
    for (Call* call : calls_) {
      if (call->cut_ || now < call->ends_) continue;
      call->cut_ = true;
      ::shutdown(call->socket_, SHUT_RDWR);
    }
  }
}

Duration CallWatch::Waiting() const {
  const std::lock_guard lock(mutex_);
  for (const Call* call : calls_) {
    if (call->patient_) continue;
    return std::chrono::duration_cast<Duration>(Call::Steady::now() - call->begun_);
  }
  return Duration(0);
}

CallWatch::Call::Call(CallWatch& watch, Duration limit, bool patient)
    : watch_(watch), limit_(limit), patient_(patient) {
  const std::lock_guard lock(watch_.mutex_);
  self_ = watch_.calls_.insert(watch_.calls_.end(), this);
}

CallWatch::Call::~Call() {
  {
    const std::lock_guard lock(watch_.mutex_);
    watch_.calls_.erase(self_);
  }
  if (socket_ >= 0) ::close(socket_);
}

void CallWatch::Call::Use(int socket) {
  const int duplicate = ::fcntl(socket, F_DUPFD_CLOEXEC, 0);
  const std::lock_guard lock(watch_.mutex_);
  if (socket_ >= 0) ::close(socket_);
  socket_ = duplicate;
  ends_ = Steady::now() + limit_;
}

bool CallWatch::Call::Cut() const {
  const std::lock_guard lock(watch_.mutex_);
  return cut_;
}

}  // namespace tocsin
