// What the carrier says of a call, or does not say.
#include <algorithm>

#include "workers/voice/leg/call_length.hpp"
#include "workers/voice/leg/leg.hpp"
#include "workers/voice/leg/steps.hpp"
#include "workers/voice/talk/talk.hpp"

namespace tocsin::voice {
namespace {

using std::chrono::seconds;

/// A live call without any webhook for this long is asked about.
constexpr Duration kQuietLeg = seconds(90);
constexpr Duration kReadRetry = seconds(30);
constexpr Duration kEndRetry = seconds(10);
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

/// As the carrier counts it, else by our clock.
Duration TalkOf(const Call& call, std::optional<int> seconds_spoken, TimePoint now) {
  if (seconds_spoken) return seconds(*seconds_spoken);
  return call.answered_at ? std::max(now - *call.answered_at, Duration(0)) : Duration(0);
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
  Answered(d);
  const auto& call = d.call();
  if (!call.farewell.empty()) return End(d, call.farewell, seconds_spoken);
  if (call.talk.listener == Listener::kMachine) return End(d, "voicemail", seconds_spoken);
  if (d.Superseded()) return End(d, "superseded", seconds_spoken);
  if (ReachedLimit(d, seconds_spoken)) return End(d, "time_limit", seconds_spoken);
  // Nobody hung up where the media socket broke and nothing came behind it.
  End(d, call.live.cut ? "line_lost" : "hung_up", seconds_spoken);
}

void Finish(TransitionBuilder& d, CallStatus status, std::optional<int> spoken) {
  const bool superseded = d.Superseded() && !d.call().answered;
  if (status == CallStatus::kCompleted && !(superseded && spoken.value_or(0) == 0))
    return Completed(d, spoken);
  if (superseded) return End(d, "superseded", spoken);
  if (!d.call().farewell.empty()) return End(d, d.call().farewell, spoken);
  switch (status) {
    case CallStatus::kBusy:
      return End(d, "busy", 0);
    case CallStatus::kNoAnswer:
      Rung(d);
      return End(d, "no-answer", 0);
    case CallStatus::kFailed:
      return Failed(d, "failed", "the carrier could not connect the call");
    default:
      return End(d, "canceled", spoken);
  }
}

/// The carrier ends a call at its limit. That nothing is heard of it by now, or that it lives on,
/// must not keep anybody waiting.
void EndOverdue(TransitionBuilder& d) {
  d.Command(EndCall{.provider_call_id = d.call().provider_call_id});
  if (d.call().answered) return ApplyStatus(d, CallStatus::kCompleted, {});
  if (d.Superseded()) return End(d, "superseded");
  Failed(d, "carrier_unreachable", "nothing was heard of the call for longer than it may last");
}

/// No sign of life for a while: a status callback may be lost, so ask.
void AskCarrier(TransitionBuilder& d) {
  const auto& call = d.call();
  d.Command(ReadCall{.provider_call_id = call.provider_call_id});
  const bool to_end = d.Superseded() || !call.farewell.empty();
  if (to_end) d.Command(EndCall{.provider_call_id = call.provider_call_id});
  WakeInTalk(d, to_end ? kEndRetry : kReadRetry);
}

}  // namespace

void ApplyStatus(TransitionBuilder& d, CallStatus status, std::optional<int> spoken,
                 const std::optional<CallPrice>& price) {
  auto& call = d.call();
  if (call.phase == Phase::kOver) return;
  if (IsFinal(status)) {
    if (const auto* attempt = d.Attempt(call.attempt))
      SettleMoney(d, *attempt, TalkOf(call, spoken, d.now));
    const Duration talk = TalkOf(call, spoken, d.now);
    Finish(d, status, spoken);
    AwaitPrice(d, price);
    if (d.call().phase == Phase::kOver) AskSummary(d, talk, CostOf(d, talk));
    return;
  }
  if (status == CallStatus::kRinging && call.phase == Phase::kPlaced) Rung(d);
  if (status == CallStatus::kInProgress && !call.answered) {
    Answered(d);
    WakeInTalk(d, kQuietLeg);
  }
  if (d.Superseded()) Supersede(d);
}

void TakeStatus(TransitionBuilder& d, const LegStatus& input) {
  const int sequence = input.sequence.value_or(-1);
  if (input.sequence && sequence <= d.call().sequence && !IsFinal(input.leg.status)) return;
  ApplyStatus(d, input.leg.status, input.seconds, input.price);
  // Not worth a commit alone: what changed nothing changes nothing when it comes again.
  if (d.out.call_changed && sequence > d.call().sequence) d.call().sequence = sequence;
}

void TakeRead(TransitionBuilder& d, const CallRead& input) {
  if (d.call().provider_call_id != input.provider_call_id) return;
  if (input.call) return ApplyStatus(d, input.call->status, {}, input.call->price);
  if (input.call.error().kind == ErrorKind::kNotFound)
    Failed(d, "failed", "the carrier does not know the call any more");
}

void LookAtCarrier(TransitionBuilder& d, const TimeCame&) {
  if (d.now >= OverdueAt(d.call(), d.settings)) return EndOverdue(d);
  if (LookAtTalk(d)) return;
  AskCarrier(d);
}

}  // namespace tocsin::voice
