#include "adapters/speech/prepared_making.hpp"

#include <optional>
#include <utility>

namespace tocsin::speech {

class PreparedMaking::Guest {
 public:
  explicit Guest(SpeechPieces to) : to(std::move(to)) {}
  const SpeechPieces to;
  // Within the making's lock.
  std::size_t next = 0;  ///< piece
  bool served = false;   ///< somebody is at it
  bool over = false;     ///< gone, or told the end
};

std::shared_ptr<PreparedMaking::Guest> PreparedMaking::Join(SpeechPieces to) {
  const std::lock_guard lock(mutex_);
  if (given_up_) return nullptr;
  return guests_.emplace_back(std::make_shared<Guest>(std::move(to)));
}

bool PreparedMaking::Leave(const std::shared_ptr<Guest>& guest) {
  std::unique_ptr<SpeechJob> job;
  const std::lock_guard lock(mutex_);
  guest->over = true;
  std::erase(guests_, guest);
  if (!guests_.empty() || given_up_) return false;
  given_up_ = true;
  job.swap(job_);
  return !end_;
}

void PreparedMaking::Serve(const std::shared_ptr<Guest>& guest) {
  std::unique_lock lock(mutex_);
  if (std::exchange(guest->served, true)) return;  // who is at it goes on with what came since
  while (!guest->over) {
    if (guest->next < pieces_.size()) {
      const auto piece = pieces_[guest->next++];
      lock.unlock();
      guest->to.piece(*piece);
      lock.lock();
    } else if (end_) {
      guest->over = true;
      const Status end = *end_;
      lock.unlock();
      guest->to.end(end);
      lock.lock();
    } else {
      break;
    }
  }
  guest->served = false;
}

void PreparedMaking::Own(std::unique_ptr<SpeechJob> job) {
  const std::lock_guard lock(mutex_);
  if (!given_up_) job_.swap(job);
}

std::vector<std::shared_ptr<PreparedMaking::Guest>> PreparedMaking::Guests() const {
  const std::lock_guard lock(mutex_);
  return guests_;
}

void PreparedMaking::Add(Sound piece) {
  {
    const std::lock_guard lock(mutex_);
    pieces_.push_back(std::make_shared<const Sound>(std::move(piece)));
  }
  for (const auto& guest : Guests()) Serve(guest);
}

void PreparedMaking::Wait(Duration wait) {
  for (const auto& guest : Guests())
    if (guest->to.wait) guest->to.wait(wait);
}

void PreparedMaking::Cost(double cost) {
  const auto guests = Guests();
  if (!guests.empty() && guests.front()->to.cost) guests.front()->to.cost(cost);
}

void PreparedMaking::End(Status status) {
  {
    const std::lock_guard lock(mutex_);
    if (end_) return;
    end_.emplace(std::move(status));
  }
  for (const auto& guest : Guests()) Serve(guest);
}

Sound PreparedMaking::Whole() const {
  const std::lock_guard lock(mutex_);
  Sound whole;
  for (const auto& piece : pieces_) whole.insert(whole.end(), piece->begin(), piece->end());
  return whole;
}

}  // namespace tocsin::speech
