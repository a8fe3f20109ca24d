#pragma once

#include <atomic>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "adapters/speech.hpp"

namespace tocsin::speech {

/// Sentences that wait for a thread: the oldest first, at most so many. Thread-safe.
class SentenceQueue {
 public:
  /// Runs on a thread of the queue. `stop`: nobody waits for it any more.
  using Work = std::function<void(const std::atomic<bool>& stop)>;

  /// Its threads give way to those that carry sound: a call's sentence may come later, its frames
  /// may not.
  SentenceQueue(std::size_t threads, std::size_t most_waiting, const char* name = "recognise");
  /// What waits is dropped; what runs is told to stop, and waited for.
  ~SentenceQueue();

  /// Dropping the job takes it back: it does not begin, or is told to stop. Null: too many wait.
  std::unique_ptr<SpeechJob> Push(Work work);

 private:
  struct Sentence;
  class Job;
  void Run();

  const std::size_t most_waiting_;
  const char* const name_;  ///< of its threads
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::shared_ptr<Sentence>> waiting_;
  std::vector<std::shared_ptr<Sentence>> running_;
  bool ends_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace tocsin::speech
