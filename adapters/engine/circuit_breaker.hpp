#pragma once

#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>

#include "adapters/metrics.hpp"
#include "adapters/steady_clock.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin::engine {

struct BreakerOptions {
  /// It opens when so many of the last twice as many answers within the window were failures.
  int failures = 5;
  Duration window = std::chrono::seconds(30);
  Duration rest = std::chrono::seconds(20);          ///< open for so long, then a probe
  Duration account_rest = std::chrono::minutes(10);  ///< the same after a refusal of the account
  Duration longest_rest = std::chrono::minutes(10);  ///< of what an engine asks for
};

/// Keeps requests from an engine that fails: closed, open, or half open with one request as the
/// probe. Time is given, so it is pure; the state is `tocsin_provider_open{provider,part}`, and a
/// line of the log for each change. Knows no port. Thread-safe.
class CircuitBreaker : public std::enable_shared_from_this<CircuitBreaker> {
 public:
  enum class State { kClosed, kOpen, kHalfOpen };
  class Pass;

  /// `provider` ("deepgram nova-3") and `part` ("text_to_speech") are the labels. `metrics`
  /// outlives it and its passes.
  static std::shared_ptr<CircuitBreaker> Make(std::string provider, std::string part,
                                              BreakerOptions options, Metrics& metrics);

  /// Leave to ask. kTransient: the engine is left alone, and why.
  Result<Pass> Admit(SteadyTime now);
  State GetState(SteadyTime now) const;

 private:
  CircuitBreaker(std::string provider, std::string part, BreakerOptions options, Metrics& metrics);
  void Count(int epoch, bool failed, const std::string& why, SteadyTime now);
  void Rest(int epoch, Duration rest, const std::string& why, SteadyTime now);
  void Release(int epoch);
  std::string Open(Duration rest, std::string why, SteadyTime now);
  std::string Name() const { return provider_ + " (" + part_ + ")"; }
  void Tell(bool open, const std::string& text) const;

  struct Outcome {
    SteadyTime at;
    bool failed;
  };
  const std::string provider_, part_;
  const BreakerOptions options_;
  Metrics& metrics_;
  mutable std::mutex mutex_;
  std::deque<Outcome> last_;
  State state_ = State::kClosed;
  int epoch_ = 0;  ///< of the state: outcomes of an earlier one say nothing
  SteadyTime until_{};
  bool probing_ = false;
  std::string why_;
};

/// One request that was let through. Dropping it without a word gives a probe's place back.
class CircuitBreaker::Pass {
 public:
  Pass(std::shared_ptr<CircuitBreaker> breaker, int epoch)
      : breaker_(std::move(breaker)), epoch_(epoch) {}
  Pass(Pass&&) = default;
  Pass& operator=(Pass&& other) noexcept {
    breaker_.swap(other.breaker_);
    std::swap(epoch_, other.epoch_);
    return *this;
  }
  ~Pass();

  // One of these, once. `why` is what the engine said, without secrets.
  void Succeeded(SteadyTime now);
  void Failed(const std::string& why, SteadyTime now);
  /// The account is refused (401, 403): nothing helps but somebody who mends it.
  void Refused(const std::string& why, SteadyTime now);
  /// The engine asks to be left alone for so long (429 with Retry-After).
  void AskedToWait(Duration wait, const std::string& why, SteadyTime now);

 private:
  std::shared_ptr<CircuitBreaker> breaker_;
  int epoch_;
};

}  // namespace tocsin::engine
