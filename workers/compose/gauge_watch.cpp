#include "workers/compose/gauge_watch.hpp"

#include <utility>

namespace tocsin::compose {

GaugeWatch::GaugeWatch(Duration every, std::function<void()> look)
    : thread_([this, every, look = std::move(look)] {
        std::unique_lock lock(mutex_);
        while (!stopping_) {
          lock.unlock();
          look();
          lock.lock();
          stop_.wait_for(lock, every, [this] { return stopping_; });
        }
      }) {}

GaugeWatch::~GaugeWatch() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  stop_.notify_all();
  thread_.join();
}

}  // namespace tocsin::compose
