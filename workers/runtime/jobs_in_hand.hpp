#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

namespace tocsin::runtime {

/// Jobs of an engine (LanguageJob, SpeechJob) that are held until their last callback has come, at
/// most so many at a time. One that is over is let go with the next one that is opened, for a job
/// must not be dropped within its own callback. Dropping this cancels all. Thread-safe.
template <class Job>
class JobsInHand {
 public:
  /// Set by the job's last callback.
  using Over = std::shared_ptr<std::atomic<bool>>;

  explicit JobsInHand(std::size_t most) : most_(most) {}

  /// A place for one more; null: there are too many.
  Over Open() {
    std::vector<Place> over;  // let go behind the lock
    const std::lock_guard lock(mutex_);
    for (auto& place : places_)
      if (place.over->load()) over.push_back(std::move(place));
    std::erase_if(places_, [](const Place& place) { return place.over == nullptr; });
    if (places_.size() >= most_) return nullptr;
    places_.push_back({std::make_shared<std::atomic<bool>>(false), nullptr});
    return places_.back().over;
  }
  void Hold(const Over& over, std::unique_ptr<Job> job) {
    const std::lock_guard lock(mutex_);
    for (auto& place : places_)
      if (place.over == over) place.job = std::move(job);
  }
  /// Cancels it now: never within its own callback.
  void Drop(const Over& over) {
    std::unique_ptr<Job> job;  // let go behind the lock
    const std::lock_guard lock(mutex_);
    over->store(true);
    for (auto& place : places_)
      if (place.over == over) job = std::move(place.job);
  }

 private:
  struct Place {
    Over over;
    std::unique_ptr<Job> job;
  };
  const std::size_t most_;
  std::mutex mutex_;
  std::vector<Place> places_;
};

}  // namespace tocsin::runtime
