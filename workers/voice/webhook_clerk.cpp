#include "workers/voice/webhook_clerk.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <set>

#include "workers/runtime/crash_point.hpp"
#include "workers/voice/languages/language.hpp"
#include "workers/voice/voice_meter.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMostWaiting = 5'000;
constexpr std::size_t kMostAtOnce = 200;
constexpr int kMaxTries = 5;

Transition NotKnown() {
  Transition unknown;
  unknown.reply = Reply{.say = {English().sentences.not_known}, .ask = {}};
  return unknown;
}

/// The call's timer is due now, whatever else the batch says of it: it is written once.
void WakeNow(const Call& call, TimePoint now, VoiceWrites& writes) {
  const auto found = std::ranges::find(writes.timers, call.id, &VoiceWrites::Timer::call);
  if (found != writes.timers.end())
    found->due_at = now;
  else
    writes.timers.push_back({.call = call.id, .partition = call.partition, .due_at = now});
}

}  // namespace

/// The visits of one commit.
struct WebhookClerk::Sitting {
  TimePoint now;
  std::vector<Transition> transitions;  ///< in the order of the visits
  Batch batch;
  std::vector<Call> ringing;  ///< other calls of questions that were decided

  bool Empty() const { return batch.voice.Empty() && batch.outbox.empty(); }
  bool Decided() const { return std::ranges::any_of(transitions, &Transition::decided); }
};

void WebhookClerk::Serve(WebhookVisit visit) {
  bool full = false;
  {
    const std::lock_guard lock(mutex_);
    full = waiting_.size() >= kMostWaiting;
    if (!full) {
      waiting_.push_back(std::move(visit));
      if (std::exchange(on_duty_, true)) return;
    }
  }
  if (full) return visit.done(nullptr);
  if (parts_.database.Post([this](StoreSession& session, StoreDirectory&) { Work(session); }))
    return;
  for (auto& refused : Leave()) refused.done(nullptr);
}

void WebhookClerk::Work(StoreSession& session) {
  for (Visits visits = Next(); !visits.empty(); visits = Next()) ServeGroup(session, visits);
}

WebhookClerk::Visits WebhookClerk::Next() {
  const std::lock_guard lock(mutex_);
  const auto end =
      waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kMostAtOnce));
  Visits next(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  on_duty_ = !next.empty();
  return next;
}

WebhookClerk::Visits WebhookClerk::Leave() {
  const std::lock_guard lock(mutex_);
  on_duty_ = false;
  return std::exchange(waiting_, {});
}

void WebhookClerk::ServeGroup(StoreSession& session, std::span<WebhookVisit> visits) {
  Result result = Result::kConflict;
  for (int i = 0; i < kMaxTries && result == Result::kConflict; ++i) result = Try(session, visits);
  if (result == Result::kStored) return;
  if (result == Result::kAway || visits.size() == 1) {
    for (auto& visit : visits) visit.done(nullptr);
    return;
  }
  const auto half = visits.size() / 2;
  ServeGroup(session, visits.first(half));
  ServeGroup(session, visits.subspan(half));
}

WebhookClerk::Result WebhookClerk::Try(StoreSession& session, std::span<WebhookVisit> visits) {
  bool stored = false;
  try {
    const Status status = Together(session, visits, stored);
    if (stored) return Result::kStored;
    if (status) return Result::kConflict;
    if (Retryable(status.error().kind)) return Result::kAway;
    spdlog::error("answering a webhook: {}", status.error().message);
  } catch (const std::exception& fault) {
    spdlog::error("answering a webhook: {}", fault.what());
    if (stored) return Result::kStored;
  }
  return Result::kFault;
}

/// `stored` stays false after a conflict.
Status WebhookClerk::Together(StoreSession& session, std::span<WebhookVisit> visits, bool& stored) {
  Sitting sitting{.now = parts_.clock.Now(),
                  .transitions = {},
                  .batch = {.role = "voice", .bus_id = parts_.bus_id},
                  .ringing = {}};
  TRY(Decide(session, visits, sitting));
  TRY(CallSiblings(session, sitting));
  CommitOutcome outcome;
  if (!sitting.Empty()) {
    parts_.courier.Prepare(sitting.batch);
    if (sitting.Decided()) runtime::CrashPoint("before_decision_commit");
    TRY_ASSIGN(outcome, session.Commit(sitting.batch));
    if (outcome.kind != CommitOutcome::Kind::kCommitted) return {};
    if (sitting.Decided()) runtime::CrashPoint("after_decision_commit");
  }
  stored = true;
  for (std::size_t i = 0; i < visits.size(); ++i) visits[i].done(&sitting.transitions[i]);
  Finish(sitting, outcome);
  return {};
}

Status WebhookClerk::Decide(StoreSession& session, std::span<WebhookVisit> visits,
                            Sitting& sitting) {
  std::set<std::string> tokens;
  for (const auto& visit : visits) tokens.insert(visit.came.token_hash);
  VoiceQuery query;
  query.token_hashes.assign(tokens.begin(), tokens.end());
  TRY_ASSIGN(const auto rows, session.LoadConversation(query));
  std::map<std::string_view, CallId> call_of;
  for (const auto& attempt : rows.attempts) call_of.emplace(attempt.token_hash, attempt.call);
  Desk desk;
  TRY(desk.Load(rows));
  std::map<int, OutboxWrite> outbox;
  for (const auto& visit : visits) {
    const auto found = call_of.find(visit.came.token_hash);
    if (found == call_of.end()) {
      sitting.transitions.push_back(NotKnown());
      if (const auto more = strangers_.Admit())
        spdlog::warn(
            "a signed webhook about {} carries a token of no known attempt: the call is of another "
            "installation, or forgotten{}",
            visit.came.hook.provider_call_id, *more);
      continue;
    }
    sitting.transitions.push_back(
        DecideCall(desk.SituationOf(found->second), visit.came, sitting.now, *visit.settings));
    const Transition& transition = sitting.transitions.back();
    desk.Apply(transition);
    const int partition = transition.next.call.partition;
    for (const auto& event : transition.events) {
      auto& write = outbox[partition];
      write.partition = partition;
      write.records.push_back(parts_.courier.ToRecord(event));
    }
  }
  desk.Write(sitting.batch.voice);
  for (auto& [partition, write] : outbox) sitting.batch.outbox.push_back(std::move(write));
  return {};
}

/// After a final decision the question's other calls are looked at by their owners at once; those
/// that ring are ended from here without waiting for that.
Status WebhookClerk::CallSiblings(StoreSession& session, Sitting& sitting) {
  VoiceQuery query;
  std::set<CallId> deciding;
  for (const auto& transition : sitting.transitions) {
    if (!transition.decided || transition.next.question.Open()) continue;
    query.questions.push_back(transition.next.question.id);
    deciding.insert(transition.next.call.id);
  }
  if (query.questions.empty()) return {};
  TRY_ASSIGN(const auto rows, session.LoadConversation(query));
  Desk desk;
  TRY(desk.Load(rows));
  for (const auto& question : query.questions) {
    for (auto& call : desk.CallsOf(question)) {
      if (deciding.contains(call.id) || call.phase == Phase::kOver) continue;
      WakeNow(call, sitting.now, sitting.batch.voice);
      if (call.phase == Phase::kPlaced) sitting.ringing.push_back(std::move(call));
    }
  }
  return {};
}

void WebhookClerk::Finish(const Sitting& sitting, const CommitOutcome& outcome) {
  if (!sitting.Empty()) parts_.courier.Publish(sitting.batch, outcome);
  const auto ignore = [](std::string_view, json::value) {};
  VoiceMeter meter;
  for (const auto& transition : sitting.transitions) {
    for (const auto& command : transition.commands)
      carrier_.Perform(transition.next.call, command, ignore);
    meter.Note(transition, sitting.now);
    journal_.Note(transition);
  }
  for (const auto& call : sitting.ringing)
    carrier_.Perform(call, EndCall{.provider_call_id = call.provider_call_id}, ignore);
  meter.Flush(parts_.metrics);
  journal_.Flush();
}

}  // namespace tocsin::voice
