#include "workers/voice/worker/group_commit.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <set>
#include <utility>

#include "adapters/log_line.hpp"
#include "schemas/masking.hpp"
#include "workers/runtime/crash_point.hpp"
#include "workers/voice/worker/voice_meter.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMostWaiting = 5'000;
constexpr std::size_t kMostAtOnce = 200;
constexpr int kMaxTries = 5;

bool IsAhead(const Command& command) {
  const auto* ask = std::get_if<AskModel>(&command);
  return ask != nullptr && ask->ahead;
}

/// The call's timer is due now, whatever else the batch says of it: it is written once.
void WakeNow(const Call& call, TimePoint now, std::vector<TimerWrite>& timers) {
  const auto found = std::ranges::find(timers, Uuid(call.id), &TimerWrite::owner);
  if (found != timers.end())
    found->due_at = now;
  else
    timers.push_back({.kind = std::string(kCallTimer),
                      .owner = call.id,
                      .partition = call.partition,
                      .due_at = now});
}

}  // namespace

void GroupCommit::Serve(WaitingInput webhook) {
  bool full = false;
  {
    const std::lock_guard lock(mutex_);
    full = waiting_.size() >= kMostWaiting;
    if (!full) {
      waiting_.push_back(std::move(webhook));
      if (std::exchange(working_, true)) return;
    }
  }
  if (full) return webhook.done(nullptr);
  if (parts_.database.Post([this](StoreSession& session, StoreDirectory&) { Work(session); }))
    return;
  for (auto& refused : Leave()) refused.done(nullptr);
}

void GroupCommit::Look(std::string token_hash, std::function<void(NextWords)> told) {
  const auto posted = parts_.database.Post(
      [token = std::move(token_hash), told](StoreSession& session, StoreDirectory&) {
        VoiceQuery query;
        query.token_hashes.push_back(token);
        const auto rows = session.LoadConversation(query);
        CallBatch calls;
        if (!rows || !calls.Load(*rows)) return told(NextWords::kAwaited);
        const auto* call =
            rows->attempts.empty() ? nullptr : calls.FindCall(rows->attempts.front().call);
        told(call == nullptr ? NextWords::kNone : NextWordsOf(*call));
      });
  if (!posted) told(NextWords::kAwaited);
}

void GroupCommit::Work(StoreSession& session) {
  for (Webhooks webhooks = Next(); !webhooks.empty(); webhooks = Next())
    ServeGroup(session, webhooks);
}

GroupCommit::Webhooks GroupCommit::Next() {
  const std::lock_guard lock(mutex_);
  const auto end =
      waiting_.begin() + static_cast<std::ptrdiff_t>(std::min(waiting_.size(), kMostAtOnce));
  Webhooks next(std::make_move_iterator(waiting_.begin()), std::make_move_iterator(end));
  waiting_.erase(waiting_.begin(), end);
  working_ = !next.empty();
  return next;
}

GroupCommit::Webhooks GroupCommit::Leave() {
  const std::lock_guard lock(mutex_);
  working_ = false;
  return std::exchange(waiting_, {});
}

void GroupCommit::ServeGroup(StoreSession& session, std::span<WaitingInput> webhooks) {
  Result result = Result::kConflict;
  for (int i = 0; i < kMaxTries && result == Result::kConflict; ++i)
    result = Try(session, webhooks);
  if (result == Result::kStored) return;
  if (result == Result::kAway || webhooks.size() == 1) {
    for (auto& webhook : webhooks) webhook.done(nullptr);
    return;
  }
  const auto half = webhooks.size() / 2;
  ServeGroup(session, webhooks.first(half));
  ServeGroup(session, webhooks.subspan(half));
}

GroupCommit::Result GroupCommit::Try(StoreSession& session, std::span<WaitingInput> webhooks) {
  bool stored = false;
  try {
    const Status status = Together(session, webhooks, stored);
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
Status GroupCommit::Together(StoreSession& session, std::span<WaitingInput> webhooks,
                             bool& stored) {
  GroupOutcome group{.now = parts_.clock.Now(),
                     .spans = runtime::SpanBook(parts_.courier.GetTracer()),
                     .transitions = {},
                     .batch = {.role = "voice", .bus_id = parts_.bus_id},
                     .ringing = {}};
  TRY(Decide(session, webhooks, group));
  // A decision is told to nobody before it is stored, and where one of them decides, the others may
  // have seen it.
  const bool decided = group.Decided();
  for (std::size_t i = 0; i < webhooks.size(); ++i) {
    const auto& transition = group.transitions[i];
    const auto& webhook = webhooks[i];
    const bool early = webhook.early || webhook.ahead;
    if (!early || decided || transition.next.call.farewell == "decided") continue;
    if (webhook.early) webhook.early(transition);
    AskEarly(transition);
  }
  TRY(CallSiblings(session, group));
  CommitOutcome outcome;
  if (!group.Empty()) {
    parts_.courier.Prepare(group.batch);
    if (group.Decided()) runtime::CrashPoint("before_decision_commit");
    TRY_ASSIGN(outcome, session.Commit(group.batch));
    if (outcome.kind != CommitOutcome::Kind::kCommitted) return {};
    if (group.Decided()) runtime::CrashPoint("after_decision_commit");
  }
  stored = true;
  for (std::size_t i = 0; i < webhooks.size(); ++i) webhooks[i].done(&group.transitions[i]);
  group.spans.Stored(parts_.clock.Now());
  Finish(group, outcome);
  return {};
}

void GroupCommit::TellWrongPins(const Transition& transition) {
  const auto wrong = std::ranges::count_if(transition.pin_tries, &PinTryRow::wrong);
  if (wrong == 0 && !transition.pins_locked) return;
  parts_.metrics.Add("tocsin_voice_wrong_pins_total", 1,
                     {{"outcome", transition.pins_locked ? "locked" : "refused"}});
  if (const auto more = guesses_.Admit())
    WriteLog(
        {.level = spdlog::level::warn,
         .text = fmt::format("a caller from {} keyed {}", MaskPhone(transition.next.call.phone),
                             transition.pins_locked
                                 ? "a PIN that was not looked at: there were too many wrong ones"
                                 : "a PIN that is nobody's"),
         .fields = FieldsForLog(transition.next.call)},
        *more);
}

Status GroupCommit::Decide(StoreSession& session, std::span<WaitingInput> webhooks,
                           GroupOutcome& group) {
  GroupDecision decision(parts_.courier, doorkeeper_, group);
  TRY(decision.Load(session, webhooks, *requests_.Parts().settings.Get()));
  for (auto& webhook : webhooks) decision.Decide(webhook);
  decision.Write();
  return {};
}

/// After a final decision the question's other calls are looked at by their owners at once; those
/// that ring are ended from here without waiting for that.
Status GroupCommit::CallSiblings(StoreSession& session, GroupOutcome& group) {
  VoiceQuery query;
  std::set<CallId> deciding;
  for (const auto& transition : group.transitions) {
    if (!transition.decided || transition.next.question.Open()) continue;
    query.questions.push_back(transition.next.question.id);
    deciding.insert(transition.next.call.id);
  }
  if (query.questions.empty()) return {};
  TRY_ASSIGN(const auto rows, session.LoadConversation(query));
  CallBatch calls;
  TRY(calls.Load(rows));
  for (const auto& question : query.questions) {
    for (auto& call : calls.CallsOf(question)) {
      if (deciding.contains(call.id) || call.phase == Phase::kOver) continue;
      WakeNow(call, group.now, group.batch.timers);
      // Who rang us hears of it and is asked the next one.
      if (call.phase != Phase::kPlaced || call.direction == CallDirection::kInbound) continue;
      const auto at = AccountOf(call, calls.SituationOf(call.id).attempts);
      const EndCall end{.provider_call_id = call.provider_call_id, .at = at};
      group.ringing.emplace_back(std::move(call), end);
    }
  }
  return {};
}

std::string GroupCommit::KeptTrace(const Call& call) const {
  const auto& place = call.origin.traceparent;
  return parts_.courier.GetTracer().Wants(place) ? std::string(TraceOf(place)) : std::string();
}

/// What belongs to a leg comes back by the same door; owners of calls find out the rest.
CarrierRequests::Answered GroupCommit::Taker() {
  return [this](Input input) {
    if (LegOf(input) == nullptr) return;
    Serve({.came = std::move(input),
           .settings = requests_.Parts().settings.Get(),
           .done = [](const Transition*) {}});
  };
}

/// Who is on the line waits for the model, not for the commit: what it is asked decides nothing. It
/// is not asked again after the commit, and after a conflict only where other words are right then.
void GroupCommit::AskEarly(const Transition& transition) {
  for (const auto& command : transition.commands)
    if (std::holds_alternative<AskModel>(command))
      requests_.Make(transition.next.call, command, Taker());
}

/// A line whose call waits for its workflow is reached by the process that owns the call, which may
/// be another one.
void GroupCommit::AwaitWords(const Transition& transition) {
  auto* live = requests_.Parts().live;
  const auto& call = transition.next.call;
  const auto& attempts = transition.next.attempts;
  if (live == nullptr || !transition.call_changed) return;
  if (NextWordsOf(call) != NextWords::kAwaited) return;
  const auto attempt = std::ranges::find(attempts, call.attempt, &AttemptRow::number);
  if (attempt != attempts.end()) live->Await(attempt->token_hash);
}

void GroupCommit::Finish(const GroupOutcome& group, const CommitOutcome& outcome) {
  if (!group.Empty()) parts_.courier.Publish(group.batch, outcome);
  const auto take = Taker();
  VoiceMeter meter;
  for (const auto& transition : group.transitions) {
    for (const auto& command : transition.commands)
      if (!IsAhead(command)) requests_.Make(transition.next.call, command, take);
    meter.Note(transition, group.now,
               parts_.courier.GetTracer().Wants(transition.next.call.origin.traceparent));
    AwaitWords(transition);
    TellWrongPins(transition);
    journal_.Note(transition);
  }
  for (const auto& [call, end] : group.ringing) requests_.Make(call, end, take);
  meter.Flush(parts_.metrics);
  journal_.Flush();
}

}  // namespace tocsin::voice
