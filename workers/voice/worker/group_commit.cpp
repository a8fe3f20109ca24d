#include "workers/voice/worker/group_commit.hpp"

#include <spdlog/spdlog.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "adapters/log_line.hpp"
#include "schemas/masking.hpp"
#include "schemas/tenant.hpp"
#include "workers/runtime/crash_point.hpp"
#include "workers/runtime/span_book.hpp"
#include "workers/voice/call/call_spans.hpp"
#include "workers/voice/languages/language.hpp"
#include "workers/voice/talk/writing.hpp"
#include "workers/voice/worker/pin_counts.hpp"
#include "workers/voice/worker/voice_meter.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kMostWaiting = 5'000;
constexpr std::size_t kMostAtOnce = 200;
constexpr int kMaxTries = 5;
constexpr Duration kLately = std::chrono::minutes(1);

Transition NotKnown() {
  Transition unknown;
  unknown.reply = Reply{.say = {English().sentences.not_known}, .ask = {}};
  return unknown;
}

Transition SayAndHangUp(const char* sentence, const VoiceSettings& settings) {
  Transition refused;
  refused.reply = Reply{.say = {sentence}, .ask = {}, .language = settings.language};
  return refused;
}

bool ComesInNow(const WaitingInput& webhook, const std::map<std::string_view, CallId>& known) {
  const auto* came = std::get_if<CameIn>(&webhook.came);
  return came != nullptr && !known.contains(came->leg.token_hash);
}

/// Whom calls come in from that are not known yet.
std::vector<std::string> CallersOf(std::span<const WaitingInput> webhooks,
                                   const std::map<std::string_view, CallId>& known) {
  std::set<std::string> callers;
  for (const auto& webhook : webhooks)
    if (ComesInNow(webhook, known))
      if (auto caller = CallerOf(std::get<CameIn>(webhook.came)); !caller.empty())
        callers.insert(std::move(caller));
  return {callers.begin(), callers.end()};
}

/// Of what may never come only this: what a conversation's model would be asked.
Transition AskedAhead(Transition decided, const std::atomic<bool>& wanted) {
  Transition ahead;
  for (auto& command : decided.commands) {
    auto* ask = std::get_if<AskModel>(&command);
    if (ask == nullptr || !ask->conversation || !wanted) continue;
    ask->ahead = true;
    ahead.commands.push_back(std::move(command));
  }
  ahead.next.call = std::move(decided.next.call);
  return ahead;
}

bool IsAhead(const Command& command) {
  const auto* ask = std::get_if<AskModel>(&command);
  return ask != nullptr && ask->ahead;
}

/// Who may put a question that costs money to the language model.
std::set<std::string> AskersOf(std::span<const WaitingInput> webhooks,
                               const std::map<std::string_view, CallId>& known,
                               const CallBatch& calls) {
  std::set<std::string> askers;
  for (const auto& webhook : webhooks) {
    const auto* turn = std::get_if<TurnHeard>(&webhook.came);
    if (turn == nullptr || turn->heard.speech.empty() || !webhook.settings->AnswersCost() ||
        !webhook.settings->budget.Bounds())
      continue;
    const auto found = known.find(turn->leg.token_hash);
    const auto* call = found == known.end() ? nullptr : calls.FindCall(found->second);
    if (call != nullptr) askers.insert(call->phone);
  }
  return askers;
}

/// What is asked next may have been closed while it waited.
Status LoadToCome(StoreSession& session, CallBatch& calls) {
  const VoiceQuery query{.questions = calls.QuestionsToCome()};
  if (query.questions.empty()) return {};
  TRY_ASSIGN(const auto rows, session.LoadConversation(query));
  return calls.AddQuestions(rows.questions);
}

/// A call before it is welcomed.
Call UnknownCall(const CameIn& came) {
  Call call;
  call.id = came.call;
  call.id_text = call.id.ToString();
  call.partition = came.partition;
  return call;
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

std::optional<Situation> SituationOfWriting(const CallBatch& calls, const Wrote& wrote,
                                            TimePoint now) {
  const auto id = CallOfWriting(wrote);
  const auto* asked = calls.AskingOf(wrote.question, wrote.contact);
  if (const auto* kept = calls.FindCall(id); kept != nullptr) {
    auto situation = calls.SituationOf(id);
    // A text message may go out before the question is asked.
    if (kept->choices.empty()) {
      if (asked == nullptr) return std::nullopt;
      TakeQuestionOf(*asked, situation.call);
    }
    return situation;
  }
  const auto* question = calls.FindQuestion(wrote.question);
  if (asked == nullptr || question == nullptr) return std::nullopt;
  return Situation{
      .question = *question, .call = CallInWriting(*asked, wrote, now), .attempts = {}};
}

/// The webhooks of one commit.
struct GroupCommit::Group {
  TimePoint now;
  runtime::SpanBook spans;
  std::vector<Transition> transitions;  ///< in the order of the webhooks
  Batch batch;
  std::vector<std::pair<Call, EndCall>> ringing;  ///< other calls of questions that were decided

  bool Empty() const { return batch.voice.Empty() && batch.timers.empty() && batch.outbox.empty(); }
  bool Decided() const { return std::ranges::any_of(transitions, &Transition::decided); }
};

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
  Group group{.now = parts_.clock.Now(),
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

/// What was counted before a call comes in.
struct GroupCommit::Callers {
  std::map<std::string, int> lately;  ///< by number
  int live = 0;                       ///< calls under way; counted where they are bounded
};

/// Nothing where the call is taken, which counts it.
std::optional<Transition> GroupCommit::Refused(const std::string& caller,
                                               const VoiceSettings& settings, Callers& callers) {
  const auto refuse = [&](const char* reason, const char* limit, int most, LogQuota& quota) {
    parts_.metrics.Add("tocsin_voice_callers_refused_total", 1, {});
    parts_.metrics.Add("tocsin_limits_refused_total", 1, {{"reason", reason}});
    if (const auto more = quota.Admit())
      spdlog::warn("a call from {} is not taken: limits.{} is {}{}", MaskPhone(caller), limit, most,
                   *more);
  };
  const auto& say = LanguageOf(settings.language).sentences;
  if (const int most = settings.calls_per_number_minute;
      !caller.empty() && callers.lately[caller]++ >= most) {
    refuse("callers", "calls_per_number_minute", most, crowds_);
    return SayAndHangUp(say.too_many_calls, settings);
  }
  if (const int most = settings.concurrent_calls; most > 0 && callers.live >= most) {
    refuse("lines", "concurrent_calls", most, full_);
    return SayAndHangUp(say.all_lines_busy, settings);
  }
  ++callers.live;
  return std::nullopt;
}

Status GroupCommit::Decide(StoreSession& session, std::span<WaitingInput> webhooks, Group& group) {
  std::set<std::string> tokens;
  VoiceQuery query;
  for (const auto& webhook : webhooks) {
    if (const auto* leg = LegOf(webhook.came)) tokens.insert(leg->token_hash);
    if (std::holds_alternative<PlaceAnswered>(webhook.came)) query.calls.push_back(webhook.call);
    if (const auto* wrote = std::get_if<Wrote>(&webhook.came))
      query.questions.push_back(wrote->question);
  }
  query.token_hashes.assign(tokens.begin(), tokens.end());
  TRY_ASSIGN(const auto rows, session.LoadConversation(query));
  std::map<std::string_view, CallId> call_of;
  for (const auto& attempt : rows.attempts) call_of.emplace(attempt.token_hash, attempt.call);
  Callers before;
  const auto settings = requests_.Parts().settings.Get();
  CallBatch calls;
  TRY(calls.Load(rows));
  TRY(LoadToCome(session, calls));
  auto payers = AskersOf(webhooks, call_of, calls);
  if (const auto callers = CallersOf(webhooks, call_of); !callers.empty()) {
    TRY_ASSIGN(before.lately, session.CountCallers(callers, group.now - kLately));
    if (settings->budget.CountsInbound()) payers.insert(callers.begin(), callers.end());
  }
  if (settings->concurrent_calls > 0 &&
      std::ranges::any_of(webhooks, [&](const auto& each) { return ComesInNow(each, call_of); })) {
    TRY_ASSIGN(before.live, session.CountLiveCalls());
  }
  AttemptTally money;
  if (!payers.empty()) {
    TRY_ASSIGN(money, session.CountAttempts({payers.begin(), payers.end()},
                                            {.all = group.now,
                                             .lately = group.now,
                                             .looked_after = group.now,
                                             .money = settings->budget.DayOf(group.now)}));
  }
  PinCounts pins;
  TRY(pins.Load(session, webhooks, calls, call_of, group.now));
  std::map<int, OutboxWrite> outbox;
  const auto tell = [&] {
    const auto& transition = group.transitions.back();
    for (const auto& event : transition.events) {
      auto& write = outbox[transition.next.call.partition];
      write.partition = transition.next.call.partition;
      write.records.push_back(parts_.courier.ToRecord(event));
      group.spans.Send(event, write.records.back().topic, group.now);
    }
    NoteSpans(transition, group.now, group.spans);
  };
  for (auto& webhook : webhooks) {
    if (const auto* wrote = std::get_if<Wrote>(&webhook.came)) {
      const auto situation = SituationOfWriting(calls, *wrote, group.now);
      group.transitions.push_back(
          situation ? DecideCall(*situation, *wrote, group.now, *webhook.settings) : Transition());
      if (situation) calls.Apply(group.transitions.back());
      tell();
      continue;
    }
    if (std::holds_alternative<PlaceAnswered>(webhook.came)) {
      const bool known = calls.FindCall(webhook.call) != nullptr;
      group.transitions.push_back(known ? DecideCall(calls.SituationOf(webhook.call), webhook.came,
                                                     group.now, *webhook.settings)
                                        : Transition());
      calls.Apply(group.transitions.back());
      tell();
      continue;
    }
    auto found = call_of.find(LegOf(webhook.came)->token_hash);
    if (auto* came = std::get_if<CameIn>(&webhook.came);
        came != nullptr && found == call_of.end()) {
      if (auto refused = Refused(CallerOf(*came), *webhook.settings, before)) {
        group.transitions.push_back(*std::move(refused));
        continue;
      }
      calls.PutCall(UnknownCall(*came));
      came->spent = money.SpentOn(CallerOf(*came), TenantCalled(*came, *webhook.settings));
      found = call_of.emplace(came->leg.token_hash, came->call).first;
    }
    if (found == call_of.end()) {
      group.transitions.push_back(NotKnown());
      // It was said when the words were fetched.
      const auto* turn = std::get_if<TurnHeard>(&webhook.came);
      if (turn != nullptr && turn->fetched) group.transitions.back().reply = Reply{};
      if (const auto more = strangers_.Admit())
        spdlog::warn(
            "a signed webhook about {} carries a token of no known attempt: the call is of another "
            "installation, or forgotten{}",
            LegOf(webhook.came)->provider_call_id, *more);
      continue;
    }
    auto situation = calls.SituationOf(found->second);
    pins.Tell(webhook.came, situation.call);
    if (auto* turn = std::get_if<TurnHeard>(&webhook.came))
      turn->spent = money.SpentOn(situation.call.phone, TenantNamed(situation.call.origin.tenant));
    auto decided = DecideCall(std::move(situation), webhook.came, group.now, *webhook.settings);
    if (webhook.ahead) {
      group.transitions.push_back(AskedAhead(std::move(decided), *webhook.ahead));
      continue;
    }
    group.transitions.push_back(std::move(decided));
    calls.Apply(group.transitions.back());
    pins.Add(group.transitions.back());
    for (const auto& row : group.transitions.back().spend)
      if (!row.settled) money.Hold(row);
    tell();
  }
  calls.Write(group.batch);
  for (auto& [partition, write] : outbox) group.batch.outbox.push_back(std::move(write));
  return {};
}

/// After a final decision the question's other calls are looked at by their owners at once; those
/// that ring are ended from here without waiting for that.
Status GroupCommit::CallSiblings(StoreSession& session, Group& group) {
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

void GroupCommit::Finish(const Group& group, const CommitOutcome& outcome) {
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
