#include "workers/voice/call/call_batch.hpp"

#include <algorithm>

#include "workers/voice/call/call_request.hpp"

namespace tocsin::voice {

Status CallBatch::Load(const StoredConversation& stored) {
  Clear();
  TRY(AddQuestions(stored.questions));
  for (const auto& row : stored.calls) {
    TRY_ASSIGN(auto call, FromRow(row));
    calls_.insert_or_assign(row.id, std::move(call));
  }
  for (const auto& row : stored.attempts) attempts_.insert_or_assign(row.id, row);
  return {};
}

Status CallBatch::AddQuestions(const std::vector<QuestionRow>& rows) {
  for (const auto& row : rows) {
    TRY_ASSIGN(auto question, FromRow(row));
    questions_.insert_or_assign(row.id, std::move(question));
  }
  return {};
}

std::vector<QuestionId> CallBatch::QuestionsToCome() const {
  std::vector<QuestionId> ids;
  for (const auto& [id, call] : calls_)
    for (const auto& step : call.steps)
      if (const auto question = QuestionId::Parse(step.question);
          question && FindQuestion(*question) == nullptr)
        ids.push_back(*question);
  return ids;
}

void CallBatch::Clear() { *this = CallBatch(); }

const Call* CallBatch::FindCall(CallId id) const {
  const auto found = calls_.find(id);
  return found == calls_.end() ? nullptr : &found->second;
}

const Question* CallBatch::FindQuestion(QuestionId id) const {
  const auto found = questions_.find(id);
  return found == questions_.end() ? nullptr : &found->second;
}

std::vector<Call> CallBatch::CallsOf(QuestionId question) const {
  std::vector<Call> calls;
  for (const auto& [id, call] : calls_)
    if (call.question == question) calls.push_back(call);
  return calls;
}

std::vector<Call> CallBatch::AskedNow(std::string_view tenant) const {
  std::vector<Call> asked;
  std::map<QuestionId, TimePoint> since;
  for (const auto& [id, question] : questions_) {
    if (!question.Open() || question.tenant != tenant) continue;
    auto calls = CallsOf(id);
    std::erase_if(calls, [](const Call& call) {
      return call.direction == CallDirection::kInbound || call.choices.empty();
    });
    if (calls.empty()) continue;
    std::ranges::sort(calls, {}, &Call::created_at);
    since[id] = calls.front().created_at;
    asked.push_back(std::move(calls.back()));
  }
  std::ranges::stable_sort(asked, {}, [&](const Call& call) { return since.at(call.question); });
  return asked;
}

const Call* CallBatch::AskingOf(QuestionId question, std::string_view contact) const {
  const Call* asking = nullptr;
  const auto rank = [&](const Call& call) {
    return std::pair(call.contact == contact, call.created_at);
  };
  for (const auto& [id, call] : calls_) {
    if (call.question != question || call.direction == CallDirection::kInbound ||
        call.choices.empty())
      continue;
    if (asking == nullptr || rank(call) > rank(*asking)) asking = &call;
  }
  return asking;
}

std::vector<Call> CallBatch::TextedTo(std::string_view phone) const {
  std::vector<Call> texted;
  for (const auto& [id, call] : calls_)
    if (call.kind == kTextKind && call.phone == phone) texted.push_back(call);
  std::ranges::stable_sort(texted, std::ranges::greater(), &Call::created_at);
  return texted;
}

std::vector<std::string> CallBatch::BoundElsewhere(CallId call) const {
  std::vector<std::string> ids;
  for (const auto& [id, attempt] : attempts_)
    if (attempt.call != call && !attempt.provider_call_id.empty())
      ids.push_back(attempt.provider_call_id);
  return ids;
}

Situation CallBatch::SituationOf(CallId id) const {
  Situation situation;
  situation.call = calls_.at(id);
  const auto* question = FindQuestion(situation.call.question);
  situation.question = question == nullptr ? NewQuestion(situation.call) : *question;
  for (const auto& step : situation.call.steps)
    if (const auto to_come = QuestionId::Parse(step.question))
      if (const auto* known = FindQuestion(*to_come)) situation.to_come.push_back(*known);
  for (const auto& [attempt_id, attempt] : attempts_)
    if (attempt.call == id) situation.attempts.push_back(attempt);
  std::ranges::sort(situation.attempts, {}, &AttemptRow::number);
  return situation;
}

void CallBatch::PutQuestion(const Question& question, bool changed) {
  questions_.insert_or_assign(question.id, question);
  if (changed) changed_questions_.insert(question.id);
}

void CallBatch::PutCall(const Call& call) {
  calls_.insert_or_assign(call.id, call);
  changed_calls_.insert(call.id);
}

void CallBatch::Apply(const Transition& transition) {
  if (transition.question_changed) PutQuestion(transition.next.question, true);
  if (transition.call_changed) PutCall(transition.next.call);
  for (const auto& attempt : transition.attempts) {
    attempts_.insert_or_assign(attempt.id, attempt);
    changed_attempts_.insert(attempt.id);
  }
  turns_.insert(turns_.end(), transition.turns.begin(), transition.turns.end());
  spend_.insert(spend_.end(), transition.spend.begin(), transition.spend.end());
  pin_tries_.insert(pin_tries_.end(), transition.pin_tries.begin(), transition.pin_tries.end());
}

void CallBatch::Write(Batch& batch) const {
  VoiceWrites& writes = batch.voice;
  for (const auto& id : changed_questions_) writes.questions.push_back(ToRow(questions_.at(id)));
  for (const auto& id : changed_calls_) writes.calls.push_back(ToRow(calls_.at(id)));
  for (const auto& id : changed_attempts_) writes.attempts.push_back(attempts_.at(id));
  writes.turns.insert(writes.turns.end(), turns_.begin(), turns_.end());
  writes.spend.insert(writes.spend.end(), spend_.begin(), spend_.end());
  writes.pin_tries.insert(writes.pin_tries.end(), pin_tries_.begin(), pin_tries_.end());
  auto timers = timers_;
  timers.insert(changed_calls_.begin(), changed_calls_.end());
  for (const auto& id : timers) {
    const auto* call = FindCall(id);
    if (call != nullptr)
      batch.timers.push_back({.kind = std::string(kCallTimer),
                              .owner = id,
                              .partition = call->partition,
                              .due_at = call->timer});
  }
}

}  // namespace tocsin::voice
