#pragma once

#include <deque>
#include <functional>
#include <mutex>

#include "adapters/clock.hpp"
#include "adapters/language.hpp"
#include "adapters/log_quota.hpp"
#include "workers/runtime/jobs_in_hand.hpp"
#include "workers/voice/call/transition.hpp"

namespace tocsin::voice {

/// Puts the questions of calls to the language model, bounded in rate and in number at a time.
/// Thread-safe. The model's callbacks must have ended before it does.
class ModelQuestions {
 public:
  /// Model and clock outlive it.
  ModelQuestions(LanguageModel& model, const Clock& clock, int per_minute)
      : model_(model), clock_(clock), per_minute_(per_minute) {}

  /// `answered` is called once, with QuestionAnswered: on the model's thread, or at once. Must not
  /// block.
  void Ask(const AskModel& ask, std::function<void(Input)> answered);

 private:
  static constexpr std::size_t kMostAtOnce = 64;
  /// False: too many were asked within a minute.
  bool Admit();

  LanguageModel& model_;
  const Clock& clock_;
  const int per_minute_;
  LogQuota complaints_;
  std::mutex mutex_;
  std::deque<TimePoint> asked_;
  runtime::JobsInHand<LanguageJob> jobs_{kMostAtOnce};
};

}  // namespace tocsin::voice
