#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

namespace tocsin::phone {

/// A thread that does what it is given, one after the other. Thread-safe.
class WorkThread {
 public:
  /// Where `most` wait the oldest is dropped.
  explicit WorkThread(std::size_t most);
  ~WorkThread() { Stop(); }
  WorkThread(const WorkThread&) = delete;
  WorkThread& operator=(const WorkThread&) = delete;

  void Post(std::function<void()> work);
  /// Drops what waits, once what is being done is done.
  void Stop();

 private:
  void Run();

  const std::size_t most_;
  std::mutex mutex_;
  std::condition_variable wake_;
  bool stopped_ = false;
  std::deque<std::function<void()>> waiting_;
  std::thread thread_;
};

}  // namespace tocsin::phone
