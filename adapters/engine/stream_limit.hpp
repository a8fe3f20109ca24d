#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "adapters/engine/deadline.hpp"
#include "adapters/loop.hpp"
#include "schemas/result.hpp"

namespace tocsin::engine {

/// How many streams an account may have at a time. Who comes when all are taken waits for a moment
/// and is refused then, so that another engine can be asked. Knows no port. Thread-safe.
class StreamLimit : public std::enable_shared_from_this<StreamLimit> {
 private:
  struct Waiting;

 public:
  /// A stream's place; dropping it gives it to who waits longest.
  class Place {
   public:
    explicit Place(std::shared_ptr<StreamLimit> limit) : limit_(std::move(limit)) {}
    Place(Place&&) = default;
    Place& operator=(Place&& other) noexcept {
      limit_.swap(other.limit_);
      return *this;
    }
    ~Place();

   private:
    std::shared_ptr<StreamLimit> limit_;
  };
  /// Dropping it takes the wish back: nothing is told afterwards, unless it is told just then on
  /// another thread.
  class Wish {
   public:
    explicit Wish(std::shared_ptr<StreamLimit> limit, std::shared_ptr<Waiting> waiting)
        : limit_(std::move(limit)), waiting_(std::move(waiting)) {}
    ~Wish();

   private:
    std::shared_ptr<StreamLimit> limit_;
    std::shared_ptr<Waiting> waiting_;
  };

  /// `most` 0: no bound. `setting` is what a refusal names. The loop outlives it and its places.
  static std::shared_ptr<StreamLimit> Make(std::string setting, int most, Loop& loop,
                                           Duration patience = std::chrono::milliseconds(300));

  /// `done` is called once: at once, with a place that is free, or on the loop's thread.
  /// kTransient: none became free in time.
  [[nodiscard]] std::unique_ptr<Wish> Enter(std::function<void(Result<Place>)> done);
  int Taken() const;

 private:
  StreamLimit(std::string setting, int most, Loop& loop, Duration patience)
      : setting_(std::move(setting)), most_(most), loop_(loop), patience_(patience) {}
  void GiveBack();
  bool Remove(const std::shared_ptr<Waiting>& waiting);
  bool TakenBack(const Waiting& waiting) const;

  const std::string setting_;
  const int most_;
  Loop& loop_;
  const Duration patience_;
  mutable std::mutex mutex_;
  int taken_ = 0;
  std::deque<std::shared_ptr<Waiting>> waiting_;  ///< who is here was told nothing yet
};

}  // namespace tocsin::engine
