#include "workers/bridge/hooks/mapping_thread.hpp"

namespace tocsin::bridge {

MappingThread::MappingThread(std::size_t most_waiting)
    : most_waiting_(most_waiting), thread_([this] { Work(); }) {}

MappingThread::~MappingThread() { Stop(); }

Result<void> MappingThread::Post(std::function<void()> job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_) return Fail(ErrorKind::kTransient, "this process is stopping", "hooks");
    if (waiting_.size() >= most_waiting_)
      return Fail(ErrorKind::kTransient, "too many webhooks are waiting", "hooks");
    waiting_.push_back(std::move(job));
  }
  changed_.notify_one();
  return {};
}

void MappingThread::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void MappingThread::Work() {
  std::unique_lock lock(mutex_);
  for (;;) {
    changed_.wait(lock, [this] { return stopping_ || !waiting_.empty(); });
    if (waiting_.empty()) return;
    const auto job = std::move(waiting_.front());
    waiting_.pop_front();
    lock.unlock();
    job();
    lock.lock();
  }
}

}  // namespace tocsin::bridge
