#include "adapters/engine/circuit_breaker.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "adapters/log_line.hpp"

namespace tocsin::engine {

std::shared_ptr<CircuitBreaker> CircuitBreaker::Make(std::string provider, std::string part,
                                                     BreakerOptions options, Metrics& metrics) {
  return std::shared_ptr<CircuitBreaker>(
      new CircuitBreaker(std::move(provider), std::move(part), options, metrics));
}

CircuitBreaker::CircuitBreaker(std::string provider, std::string part, BreakerOptions options,
                               Metrics& metrics)
    : provider_(std::move(provider)), part_(std::move(part)), options_(options), metrics_(metrics) {
  metrics_.Set("tocsin_provider_open", 0, {{"provider", provider_}, {"part", part_}});
}

Result<CircuitBreaker::Pass> CircuitBreaker::Admit(SteadyTime now) {
  const std::lock_guard lock(mutex_);
  if (state_ == State::kOpen && now >= until_) {
    state_ = State::kHalfOpen;
    probing_ = false;
  }
  if (state_ == State::kClosed || (state_ == State::kHalfOpen && !probing_)) {
    probing_ = state_ == State::kHalfOpen;
    return Pass(shared_from_this(), epoch_);
  }
  return Fail(ErrorKind::kTransient, Name() + " is left alone: " + why_, "engine");
}

CircuitBreaker::State CircuitBreaker::GetState(SteadyTime now) const {
  const std::lock_guard lock(mutex_);
  return state_ == State::kOpen && now >= until_ ? State::kHalfOpen : state_;
}

/// Within the lock. What is to be told; nothing where it was not closed before.
std::string CircuitBreaker::Open(Duration rest, std::string why, SteadyTime now) {
  const bool change = state_ == State::kClosed;
  state_ = State::kOpen;
  until_ = now + rest;
  probing_ = false;
  why_ = std::move(why);
  last_.clear();
  ++epoch_;
  return change ? Name() + " is left alone for " + FormatDuration(rest) + ": " + why_ : "";
}

void CircuitBreaker::Count(int epoch, bool failed, const std::string& why, SteadyTime now) {
  std::string told;
  bool open = true;
  {
    const std::lock_guard lock(mutex_);
    if (epoch != epoch_) return;
    if (state_ == State::kHalfOpen) {
      if (failed) {
        told = Open(options_.rest, why, now);
      } else {
        state_ = State::kClosed;
        ++epoch_;
        open = false;
        told = Name() + " answers again";
      }
    } else {
      last_.push_back({now, failed});
      while (now - last_.front().at > options_.window ||
             last_.size() > 2 * static_cast<std::size_t>(options_.failures))
        last_.pop_front();
      const auto failures = std::ranges::count(last_, true, &Outcome::failed);
      if (failures < options_.failures) return;
      told = Open(options_.rest, std::to_string(failures) + " failures, the last: " + why, now);
    }
  }
  Tell(open, told);
}

void CircuitBreaker::Rest(int epoch, Duration rest, const std::string& why, SteadyTime now) {
  std::string told;
  {
    const std::lock_guard lock(mutex_);
    if (epoch != epoch_) return;
    told = Open(rest, why, now);
  }
  Tell(true, told);
}

void CircuitBreaker::Release(int epoch) {
  const std::lock_guard lock(mutex_);
  if (epoch == epoch_) probing_ = false;
}

void CircuitBreaker::Tell(bool open, const std::string& text) const {
  if (text.empty()) return;  // a probe failed: it is open as before
  metrics_.Set("tocsin_provider_open", open ? 1 : 0, {{"provider", provider_}, {"part", part_}});
  WriteLog({.level = open ? spdlog::level::warn : spdlog::level::info,
            .text = text,
            .fields = {{"provider", provider_}, {"part", part_}}});
}

CircuitBreaker::Pass::~Pass() {
  if (breaker_) breaker_->Release(epoch_);
}

void CircuitBreaker::Pass::Succeeded(SteadyTime now) {
  if (const auto breaker = std::move(breaker_)) breaker->Count(epoch_, false, {}, now);
}

void CircuitBreaker::Pass::Failed(const std::string& why, SteadyTime now) {
  if (const auto breaker = std::move(breaker_)) breaker->Count(epoch_, true, why, now);
}

void CircuitBreaker::Pass::Refused(const std::string& why, SteadyTime now) {
  if (const auto breaker = std::move(breaker_))
    breaker->Rest(epoch_, breaker->options_.account_rest,
                  why + "; the account is refused: look at its key", now);
}

void CircuitBreaker::Pass::AskedToWait(Duration wait, const std::string& why, SteadyTime now) {
  const auto breaker = std::move(breaker_);
  if (!breaker) return;
  if (wait <= Duration(0)) return breaker->Count(epoch_, true, why, now);
  breaker->Rest(epoch_, std::min(wait, breaker->options_.longest_rest), why, now);
}

}  // namespace tocsin::engine
