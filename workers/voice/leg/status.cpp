#include <utility>

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/leg/call_length.hpp"
#include "workers/voice/talk/prompts.hpp"

namespace tocsin::voice {
namespace {

using std::chrono::seconds;

/// A live call without any webhook for this long is asked about.
constexpr Duration kQuiet = seconds(90);
constexpr Duration kHangUpGrace = seconds(5);
/// The carrier counts whole seconds, from a moment of its own.
constexpr Duration kLimitSlack = seconds(2);

bool IsFinal(CallStatus status) {
  switch (status) {
    case CallStatus::kQueued:
    case CallStatus::kRinging:
    case CallStatus::kInProgress:
      return false;
    case CallStatus::kCompleted:
    case CallStatus::kBusy:
    case CallStatus::kNoAnswer:
    case CallStatus::kFailed:
    case CallStatus::kCanceled:
      return true;
  }
  return false;
}

/// Whether the carrier cut the talk off. Without its count of the seconds our clock must do.
bool ReachedLimit(const TransitionBuilder& d, std::optional<int> seconds_spoken) {
  const auto length = LengthOf(d.out.next.call, d.settings);
  if (!length) return false;
  const TimePoint ended =
      seconds_spoken ? *d.out.next.call.answered_at + seconds(*seconds_spoken) : d.now;
  return ended >= length->end - kLimitSlack;
}

void Completed(TransitionBuilder& d, std::optional<int> seconds_spoken) {
  d.Answered();
  const auto& call = d.call();
  if (!call.farewell.empty()) return d.End(call.farewell, seconds_spoken);
  if (call.talk.listener == Dialogue::Listener::kMachine) return d.End("voicemail", seconds_spoken);
  if (d.Superseded()) return d.End("superseded", seconds_spoken);
  d.End(ReachedLimit(d, seconds_spoken) ? "time_limit" : "hung_up", seconds_spoken);
}

void Finish(TransitionBuilder& d, CallStatus status, std::optional<int> spoken) {
  const bool superseded = d.Superseded() && !d.call().answered;
  if (status == CallStatus::kCompleted && !(superseded && spoken.value_or(0) == 0))
    return Completed(d, spoken);
  if (superseded) return d.End("superseded", spoken);
  if (!d.call().farewell.empty()) return d.End(d.call().farewell, spoken);
  switch (status) {
    case CallStatus::kBusy:
      return d.End("busy", 0);
    case CallStatus::kNoAnswer:
      d.Rung();
      return d.End("no-answer", 0);
    case CallStatus::kFailed:
      return d.Failed("failed", "the carrier could not connect the call");
    default:
      return d.End("canceled", spoken);
  }
}

/// Instructions for a leg that must not go on.
void HangUp(TransitionBuilder& d) { d.out.reply = Reply{}; }

void DecideStatus(TransitionBuilder& d, const CallWebhook& hook) {
  if (hook.sequence) {
    if (*hook.sequence <= d.call().sequence && !IsFinal(hook.status)) return;
    if (*hook.sequence > d.call().sequence) d.Changed().sequence = *hook.sequence;
  }
  ApplyStatus(d, hook.status, hook.duration_seconds);
}

}  // namespace

void ApplyStatus(TransitionBuilder& d, CallStatus status, std::optional<int> spoken) {
  auto& call = d.call();
  if (call.phase == Phase::kOver) return;
  if (IsFinal(status)) return Finish(d, status, spoken);
  if (status == CallStatus::kRinging && call.phase == Phase::kPlaced) d.Rung();
  if (status == CallStatus::kInProgress && !call.answered) {
    d.Answered();
    d.WakeInTalk(kQuiet);
  }
  if (d.Superseded()) Supersede(d);
}

void Supersede(TransitionBuilder& d) {
  auto& call = d.Changed();
  // The person who decided hears the end of their own call.
  if (!call.farewell.empty()) return;
  call.cancelled = true;
  switch (call.phase) {
    case Phase::kPlanned:
      return d.End("superseded");
    case Phase::kDialling:
    case Phase::kUnknown:
    case Phase::kLive:  // told at the next turn, or where its owner leads it (LeadToGoodbye)
    case Phase::kOver:
      return;
    case Phase::kPlaced:
      if (std::exchange(call.ending, true)) return;
      d.Command(EndCall{.provider_call_id = call.provider_call_id});
      d.WakeIn(kHangUpGrace);
      return;
  }
}

void DecideRead(TransitionBuilder& d, const CallRead& input) {
  auto& call = d.call();
  if (call.phase == Phase::kOver || call.provider_call_id != input.provider_call_id) return;
  if (input.call) return ApplyStatus(d, input.call->status, {});
  if (input.call.error().kind == ErrorKind::kNotFound)
    d.Failed("failed", "the carrier does not know the call any more");
}

void DecideWebhook(TransitionBuilder& d, const WebhookCame& input) {
  const auto& hook = input.hook;
  const bool wants_reply =
      hook.kind == CallWebhook::Kind::kAnswer || hook.kind == CallWebhook::Kind::kInput;
  auto* attempt = d.AttemptByToken(input.token_hash);
  if (attempt == nullptr || !Bind(d, *attempt, hook.provider_call_id)) {
    if (wants_reply) HangUp(d);
    return;
  }
  TakeMachineVerdict(d, hook.answered_by);
  switch (hook.kind) {
    case CallWebhook::Kind::kStatus:
      DecideStatus(d, hook);
      break;
    case CallWebhook::Kind::kAnswer:
      DecideAnswer(d, hook);
      break;
    case CallWebhook::Kind::kInput:
      DecideInput(d, hook, input.turn);
      break;
    case CallWebhook::Kind::kMachineDetection:
    case CallWebhook::Kind::kRecording:
      break;
  }
  if (wants_reply && !d.out.reply) HangUp(d);
}

}  // namespace tocsin::voice
