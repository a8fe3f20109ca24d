#include "tools/phone/live/work_thread.hpp"

#include <utility>

namespace tocsin::phone {

WorkThread::WorkThread(std::size_t most) : most_(most), thread_([this] { Run(); }) {}

void WorkThread::Post(std::function<void()> work) {
  {
    const std::scoped_lock lock(mutex_);
    if (waiting_.size() >= most_) waiting_.pop_front();
    waiting_.push_back(std::move(work));
  }
  wake_.notify_one();
}

void WorkThread::Stop() {
  {
    const std::scoped_lock lock(mutex_);
    stopped_ = true;
  }
  wake_.notify_one();
  if (thread_.joinable()) thread_.join();
}

void WorkThread::Run() {
  for (;;) {
    std::function<void()> work;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopped_ || !waiting_.empty(); });
      if (stopped_) return;
      work = std::move(waiting_.front());
      waiting_.pop_front();
    }
    work();
  }
}

}  // namespace tocsin::phone
