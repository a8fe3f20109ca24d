#pragma once

#include <map>
#include <set>
#include <string_view>
#include <vector>

#include "adapters/commit.hpp"
#include "workers/voice/call/transition.hpp"

namespace tocsin::voice {

/// The calls, questions and attempts in hand while a batch is decided: what was loaded, changed in
/// order by the transitions, and written once.
class CallBatch {
 public:
  /// Takes the place of what was there. kInvalid: a row of an unknown format; only what needs it is
  /// refused.
  Status Load(const StoredConversation& stored);
  void Clear();
  /// What steps of the calls will ask and is not loaded.
  std::vector<QuestionId> QuestionsToCome() const;
  /// Beside what is there.
  Status AddQuestions(const std::vector<QuestionRow>& rows);

  const Call* FindCall(CallId id) const;
  const Question* FindQuestion(QuestionId id) const;
  std::vector<Call> CallsOf(QuestionId question) const;
  /// The newest call that we made for each question that is open, the oldest question first.
  std::vector<Call> AskedNow(std::string_view tenant) const;
  /// The newest call that we made which asks the question, of this contact if there is one;
  /// nullptr: none does.
  const Call* AskingOf(QuestionId question, std::string_view contact) const;
  /// What waits for texts of this number, or did, the newest first.
  std::vector<Call> TextedTo(std::string_view phone) const;
  /// Who else has these carrier's ids than the call.
  std::vector<std::string> BoundElsewhere(CallId call) const;
  /// The call with its question, attempts and those of the questions to come that are loaded; the
  /// call must be there.
  Situation SituationOf(CallId id) const;

  void PutQuestion(const Question& question, bool changed);
  void PutCall(const Call& call);
  /// Applies what a transition changed.
  void Apply(const Transition& transition);
  /// The call's timer is to be written even if nothing else changed.
  void TouchTimer(CallId call) { timers_.insert(call); }
  /// Adds all that changed to `batch`.
  void Write(Batch& batch) const;

 private:
  std::map<CallId, Call> calls_;
  std::map<QuestionId, Question> questions_;
  std::map<AttemptId, AttemptRow> attempts_;
  std::set<CallId> changed_calls_, timers_;
  std::set<QuestionId> changed_questions_;
  std::set<AttemptId> changed_attempts_;
  std::vector<TurnRow> turns_;
  std::vector<SpendRow> spend_;
  std::vector<PinTryRow> pin_tries_;
};

}  // namespace tocsin::voice
