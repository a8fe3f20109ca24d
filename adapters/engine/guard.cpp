#include "adapters/engine/guard.hpp"

#include <utility>

namespace tocsin::engine {

std::shared_ptr<GuardedRun> GuardedRun::Start(std::shared_ptr<Guard> guard, Begin begin,
                                              NotAsked not_asked) {
  std::shared_ptr<GuardedRun> run(
      new GuardedRun(std::move(guard), std::move(begin), std::move(not_asked)));
  run->Enter();
  return run;
}

void GuardedRun::Enter() {
  auto pass = guard_->breaker->Admit(guard_->loop.Now());
  if (!pass) {
    over_ = true;  // nobody else knows the run yet
    return not_asked_(std::move(pass).error());
  }
  pass_.emplace(*std::move(pass));
  auto wish = guard_->limit->Enter([self = shared_from_this()](Result<StreamLimit::Place> place) {
    self->TakePlace(std::move(place));
  });
  const std::lock_guard lock(mutex_);
  if (!over_) wish_ = std::move(wish);
}

void GuardedRun::TakePlace(Result<StreamLimit::Place> place) {
  std::optional<CircuitBreaker::Pass> unused;
  {
    const std::lock_guard lock(mutex_);
    if (over_) return;
    if (place) {
      place_.emplace(*std::move(place));
      since_ = guard_->loop.Now();
    } else {
      over_ = true;
      unused.swap(pass_);  // no fault of the engine
    }
  }
  if (!place) return not_asked_(std::move(place).error());
  Attempt(0);
}

void GuardedRun::Attempt(int attempt) {
  auto job = begin_(shared_from_this(), attempt);
  const std::lock_guard lock(mutex_);
  if (!over_) jobs_.push_back(std::move(job));
  // Else it goes here, behind its last callback.
}

bool GuardedRun::Output(int attempt) {
  const std::lock_guard lock(mutex_);
  if (over_ || attempt != attempt_) return false;
  output_ = true;
  since_ = guard_->loop.Now();
  return true;
}

void GuardedRun::AskedToWait(int attempt, Duration wait) {
  const std::lock_guard lock(mutex_);
  if (attempt == attempt_) wait_ = wait;
}

bool GuardedRun::Ended(int attempt, const Error* error) {
  std::optional<CircuitBreaker::Pass> pass;
  std::optional<StreamLimit::Place> place;
  Duration wait{};
  bool again = false;
  {
    const std::lock_guard lock(mutex_);
    if (over_ || attempt != attempt_) return false;
    pass.swap(pass_);
    wait = wait_;
    again = NextAttempt(error);
    if (!again) {
      over_ = true;
      place.swap(place_);
    }
  }
  Judge(*std::move(pass), wait, error);
  if (!again) return true;
  auto next = guard_->breaker->Admit(guard_->loop.Now());
  {
    const std::lock_guard lock(mutex_);
    if (over_) return false;
    if (next) {
      pass_.emplace(*std::move(next));
    } else {
      over_ = true;  // that failure was one too many
      place.swap(place_);
    }
  }
  if (!next) return true;
  Attempt(attempt + 1);
  return false;
}

/// Within the lock.
bool GuardedRun::NextAttempt(const Error* error) {
  if (error == nullptr || output_ || error->kind != ErrorKind::kTransient || wait_ > Duration(0) ||
      attempt_ >= guard_->options.retries || guard_->loop.Now() - since_ >= guard_->options.slow)
    return false;
  ++attempt_;
  since_ = guard_->loop.Now();
  return true;
}

/// What was asked wrongly, or unknown there, says nothing of the engine's health.
void GuardedRun::Judge(CircuitBreaker::Pass pass, Duration wait, const Error* error) const {
  const SteadyTime now = guard_->loop.Now();
  if (error == nullptr) return pass.Succeeded(now);
  if (error->kind == ErrorKind::kRejected) return pass.Refused(error->message, now);
  if (wait > Duration(0)) return pass.AskedToWait(wait, error->message, now);
  if (error->kind == ErrorKind::kTransient || error->kind == ErrorKind::kTimeout)
    pass.Failed(error->message, now);
}

void GuardedRun::Drop() {
  std::vector<std::shared_ptr<void>> jobs;
  std::unique_ptr<StreamLimit::Wish> wish;
  std::optional<StreamLimit::Place> place;
  std::optional<CircuitBreaker::Pass> pass;
  bool slow = false;
  {
    const std::lock_guard lock(mutex_);
    slow = !over_ && place_ && guard_->loop.Now() - since_ >= guard_->options.slow;
    over_ = true;
    jobs.swap(jobs_);
    wish.swap(wish_);
    place.swap(place_);
    pass.swap(pass_);
  }
  if (slow && pass)
    pass->Failed("nothing came of it for " + FormatDuration(guard_->options.slow),
                 guard_->loop.Now());
  jobs.clear();  // before the place: the engine's stream ends first
}

}  // namespace tocsin::engine
