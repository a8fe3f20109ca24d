#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>

#include "schemas/result.hpp"

namespace tocsin::bridge {

/// The thread on which bodies are mapped, in the order in which they came: jq over a large body
/// takes longer than a network thread may, and must not stand before the database's work either.
class MappingThread {
 public:
  explicit MappingThread(std::size_t most_waiting);
  ~MappingThread();  ///< Stop
  MappingThread(const MappingThread&) = delete;
  MappingThread& operator=(const MappingThread&) = delete;

  /// kTransient when too many are waiting or it is stopped.
  Result<void> Post(std::function<void()> job);
  /// Does what is waiting and ends. Not from a job.
  void Stop();

 private:
  void Work();

  const std::size_t most_waiting_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace tocsin::bridge
