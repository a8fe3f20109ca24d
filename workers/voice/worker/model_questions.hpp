#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>

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

  /// A sentence of an answer as it is being written; `last`: it is the last, and may be empty. On
  /// the model's thread. Must not block.
  using Speak = std::function<void(std::string sentence, bool last)>;

  /// `answered` is called once, with QuestionAnswered: on the model's thread, or at once. Must not
  /// block. What was asked already, with the same words, is not asked again; another question of
  /// the same leg gives the one before up, which is then not answered. `speak`: of a question that
  /// is spoken as it is written (AskModel::spoken_in).
  /// One that is asked ahead gives nothing up, and neither speaks nor is answered before it is
  /// asked indeed; if it has failed by then, it is asked anew.
  void Ask(const AskModel& ask, Speak speak, std::function<void(Input)> answered);
  /// What is asked ahead of this leg will not be asked. Nothing where it was, or nothing is. Never
  /// within a callback of the model.
  void GiveUpAhead(const std::string& token_hash);

 private:
  static constexpr std::size_t kMostAtOnce = 64;
  static constexpr std::size_t kMostConversations = 2'000;
  using Jobs = runtime::JobsInHand<LanguageJob>;
  class Answer;
  struct Put {
    int number = 0;
    std::size_t words = 0;  ///< a hash of them
    TimePoint at;
    std::shared_ptr<Answer> answer;
    Jobs::Over over;
    bool Same(const Put& other) const { return number == other.number && words == other.words; }
  };

  /// Whose newest question it is: the leg's, or what it asks beside.
  static std::string PlaceOf(const AskModel& ask);
  /// Notes it. False: it was asked already.
  bool IsNew(const AskModel& ask, Put put);
  /// False: too many were asked within a minute.
  bool Admit();

  LanguageModel& model_;
  const Clock& clock_;
  const int per_minute_;
  LogQuota complaints_;
  std::mutex mutex_;
  std::deque<TimePoint> asked_;
  std::map<std::string, Put> put_;    ///< lately, by PlaceOf
  std::map<std::string, Put> ahead_;  ///< likewise, of those whose answers are held back
  Jobs jobs_{kMostAtOnce};
  Jobs conversations_{kMostConversations};
};

}  // namespace tocsin::voice
