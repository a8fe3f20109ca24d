#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <vector>

#include "adapters/speech.hpp"

namespace tocsin::speech {

/// A sentence in the making, and all who wait for it: each gets its pieces in order, whenever he
/// came, and its end. When the last one goes it is given up. Thread-safe; nobody is called within a
/// lock.
class PreparedMaking : public std::enable_shared_from_this<PreparedMaking> {
 public:
  class Guest;

  /// Null: all who waited are gone, it comes to nothing.
  std::shared_ptr<Guest> Join(SpeechPieces to);
  /// True when that was the last one, and it is given up now.
  bool Leave(const std::shared_ptr<Guest>& guest);
  /// What the guest has not got yet.
  void Serve(const std::shared_ptr<Guest>& guest);

  // What comes of it: from one thread at a time.
  void Own(std::unique_ptr<SpeechJob> job);  ///< who makes it
  void Add(Sound piece);
  void Wait(Duration wait);
  void Cost(double cost);  ///< told to who waits longest
  void End(Status status);
  /// Of all pieces.
  Sound Whole() const;

 private:
  std::vector<std::shared_ptr<Guest>> Guests() const;

  mutable std::mutex mutex_;
  std::vector<std::shared_ptr<const Sound>> pieces_;
  std::optional<Status> end_;
  std::vector<std::shared_ptr<Guest>> guests_;
  std::unique_ptr<SpeechJob> job_;
  bool given_up_ = false;
};

}  // namespace tocsin::speech
