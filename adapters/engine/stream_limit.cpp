#include "adapters/engine/stream_limit.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::engine {

struct StreamLimit::Waiting {
  std::function<void(Result<Place>)> done;
  std::unique_ptr<Deadline> deadline = {};
  bool taken_back = false;
};

std::shared_ptr<StreamLimit> StreamLimit::Make(std::string setting, int most, Loop& loop,
                                               Duration patience) {
  return std::shared_ptr<StreamLimit>(new StreamLimit(std::move(setting), most, loop, patience));
}

std::unique_ptr<StreamLimit::Wish> StreamLimit::Enter(std::function<void(Result<Place>)> done) {
  std::shared_ptr<Waiting> waiting;
  {
    const std::lock_guard lock(mutex_);
    if (most_ > 0 && taken_ >= most_) {
      waiting = std::make_shared<Waiting>(std::move(done));
      waiting_.push_back(waiting);
      waiting->deadline = std::make_unique<Deadline>(
          loop_, patience_, [self = shared_from_this(), weak = std::weak_ptr(waiting)] {
            const auto late = weak.lock();
            if (late && self->Remove(late))
              late->done(Fail(ErrorKind::kTransient,
                              "all streams of the account are taken (" + self->setting_ + ")",
                              "engine"));
          });
    } else {
      ++taken_;
    }
  }
  if (waiting == nullptr) {
    done(Place(shared_from_this()));
    return nullptr;
  }
  return std::make_unique<Wish>(shared_from_this(), std::move(waiting));
}

int StreamLimit::Taken() const {
  const std::lock_guard lock(mutex_);
  return taken_;
}

bool StreamLimit::Remove(const std::shared_ptr<Waiting>& waiting) {
  const std::lock_guard lock(mutex_);
  return std::erase(waiting_, waiting) > 0;
}

bool StreamLimit::TakenBack(const Waiting& waiting) const {
  const std::lock_guard lock(mutex_);
  return waiting.taken_back;
}

/// On the loop, so that one stream's end does not run into another's beginning.
void StreamLimit::GiveBack() {
  std::shared_ptr<Waiting> next;
  {
    const std::lock_guard lock(mutex_);
    if (waiting_.empty()) {
      --taken_;
      return;
    }
    next = waiting_.front();
    waiting_.pop_front();
  }
  // A loop that has stopped drops it, and with it the place.
  loop_.Post([this, next, place = Place(shared_from_this())]() mutable {
    if (!TakenBack(*next)) next->done(std::move(place));
  });
}

StreamLimit::Place::~Place() {
  if (const auto limit = std::move(limit_)) limit->GiveBack();
}

StreamLimit::Wish::~Wish() {
  limit_->Remove(waiting_);
  const std::lock_guard lock(limit_->mutex_);
  waiting_->taken_back = true;
}

}  // namespace tocsin::engine
