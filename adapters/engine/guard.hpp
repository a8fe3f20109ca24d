#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "adapters/engine/circuit_breaker.hpp"
#include "adapters/engine/stream_limit.hpp"

namespace tocsin::engine {

struct GuardOptions {
  std::string provider;  ///< label and name in the log: "deepgram"
  std::string part;      ///< speech_to_text, text_to_speech, language_model
  BreakerOptions breaker = {};
  int most_streams = 0;              ///< of the account; 0: no bound
  std::string streams_setting = {};  ///< its name, for the refusal
  int retries = 1;                   ///< before the first output, of what failed soon
  /// Who gives a request up that has brought nothing for so long says that the engine is too slow.
  Duration slow = std::chrono::milliseconds(1'500);
};

/// What stands before an engine: its breaker, and its account's limit of streams. Knows no port:
/// adapters/speech/guarded_voice and adapters/language/guarded_model are the decorators.
/// Thread-safe.
class Guard {
 public:
  /// Loop and metrics outlive it and its runs.
  Guard(GuardOptions options, Loop& loop, Metrics& metrics)
      : options(std::move(options)),
        loop(loop),
        breaker(CircuitBreaker::Make(this->options.provider, this->options.part,
                                     this->options.breaker, metrics)),
        limit(StreamLimit::Make(this->options.streams_setting, this->options.most_streams, loop)) {}

  const GuardOptions options;
  Loop& loop;
  const std::shared_ptr<CircuitBreaker> breaker;
  const std::shared_ptr<StreamLimit> limit;
};

/// One request to a guarded engine. Its attempts are numbered from 0: the decorator hands on what
/// Output and Ended say. Tried again only before the first output, never after it. Thread-safe.
class GuardedRun : public std::enable_shared_from_this<GuardedRun> {
 public:
  /// Asks the engine; what it gives (its job) is held until the run is dropped.
  using Begin =
      std::function<std::shared_ptr<void>(const std::shared_ptr<GuardedRun>& run, int attempt)>;
  /// Without an attempt: the engine is left alone, or its streams are taken.
  using NotAsked = std::function<void(Error)>;

  static std::shared_ptr<GuardedRun> Start(std::shared_ptr<Guard> guard, Begin begin,
                                           NotAsked not_asked);

  /// Something came of the attempt; true: hand it on.
  bool Output(int attempt);
  /// The engine asks to be left alone for so long; before its end.
  void AskedToWait(int attempt, Duration wait);
  /// The attempt is over, with an error or null; true: hand that on.
  bool Ended(int attempt, const Error* error);
  /// Nobody waits any more: nothing is handed on afterwards. Not within a callback of the engine.
  void Drop();

 private:
  GuardedRun(std::shared_ptr<Guard> guard, Begin begin, NotAsked not_asked)
      : guard_(std::move(guard)), begin_(std::move(begin)), not_asked_(std::move(not_asked)) {}
  void Enter();
  void TakePlace(Result<StreamLimit::Place> place);
  void Attempt(int attempt);
  void Judge(CircuitBreaker::Pass pass, Duration wait, const Error* error) const;
  bool NextAttempt(const Error* error);

  const std::shared_ptr<Guard> guard_;
  const Begin begin_;
  const NotAsked not_asked_;
  std::mutex mutex_;
  std::unique_ptr<StreamLimit::Wish> wish_;
  std::optional<StreamLimit::Place> place_;
  std::optional<CircuitBreaker::Pass> pass_;
  std::vector<std::shared_ptr<void>> jobs_;
  int attempt_ = 0;
  bool output_ = false, over_ = false;
  Duration wait_{};
  SteadyTime since_{};  ///< of the beginning, then of the last output
};

}  // namespace tocsin::engine
