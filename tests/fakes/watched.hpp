#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

namespace tocsin::fakes {

/// What other threads change and a test waits for. Every wait ends after 60 s.
class Watched {
 protected:
  template <class F>
  void Change(F change) {
    const std::lock_guard lock(mutex_);
    change();
    changed_.notify_all();
  }
  template <class F>
  void Wait(F until) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(60), until);
  }
  mutable std::mutex mutex_;

 private:
  std::condition_variable changed_;
};

}  // namespace tocsin::fakes
