#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

#include "schemas/time.hpp"

namespace tocsin::compose {

/// Looks again and again, on a thread of its own, at what is a level and no count: what waits.
class GaugeWatch {
 public:
  /// `look` may take its time; the next one begins `every` after it.
  GaugeWatch(Duration every, std::function<void()> look);
  ~GaugeWatch();  ///< waits for a look under way
  GaugeWatch(const GaugeWatch&) = delete;
  GaugeWatch& operator=(const GaugeWatch&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable stop_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tocsin::compose
