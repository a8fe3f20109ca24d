#include <utility>

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/leg/call_length.hpp"

namespace tocsin::voice {
namespace {

using std::chrono::seconds;

constexpr Duration kInFlightCheck = seconds(5);
constexpr Duration kReadRetry = seconds(30);
constexpr Duration kEndRetry = seconds(10);

/// The carrier ends a call at its limit. That nothing is heard of it by now, or that it lives on,
/// must not keep anybody waiting.
void EndOverdue(TransitionBuilder& d) {
  d.Command(EndCall{.provider_call_id = d.call().provider_call_id});
  if (d.call().answered) return ApplyStatus(d, CallStatus::kCompleted, {});
  if (d.Superseded()) return d.End("superseded");
  d.Failed("carrier_unreachable", "nothing was heard of the call for longer than it may last");
}

/// No sign of life for a while: a status callback may be lost, so ask.
void AskCarrier(TransitionBuilder& d) {
  const auto& call = d.call();
  d.Command(ReadCall{.provider_call_id = call.provider_call_id});
  const bool to_end = d.Superseded() || !call.farewell.empty();
  if (to_end) d.Command(EndCall{.provider_call_id = call.provider_call_id});
  d.WakeInTalk(to_end ? kEndRetry : kReadRetry);
}

void PlacedTimer(TransitionBuilder& d) {
  if (d.now >= OverdueAt(d.call(), d.settings)) return EndOverdue(d);
  if (LeaveMachine(d)) return;
  // Goodbye is said before the carrier cuts the call off.
  if (TimeIsUp(d) && LeadToGoodbye(d)) return;
  AskCarrier(d);
}

}  // namespace

bool LeadToGoodbye(TransitionBuilder& d) {
  auto& call = d.call();
  const auto* attempt = d.Attempt(call.attempt);
  if (call.phase != Phase::kLive || !call.farewell.empty() || attempt == nullptr) return false;
  if (std::exchange(call.closing, true)) return false;
  d.Command(MoveCall{.provider_call_id = call.provider_call_id,
                     .attempt = attempt->number,
                     .token_hash = attempt->token_hash});
  d.WakeInTalk(kReadRetry);
  return true;
}

void DecideTime(TransitionBuilder& d, const TimeCame& input) {
  auto& call = d.call();
  if (call.phase == Phase::kOver) return;
  if (d.Superseded()) {
    Supersede(d);
    if (LeadToGoodbye(d)) return;
  }
  if (call.phase == Phase::kOver) return;
  if (input.dial && WantsToDial(d.out.next, d.now)) return TryToDial(d, *input.dial);
  if (call.timer && *call.timer > d.now) return;
  switch (call.phase) {
    case Phase::kPlanned:
      return;
    case Phase::kDialling:
      if (input.in_flight) return d.WakeIn(kInFlightCheck);
      return BecomeUnknown(d);
    case Phase::kUnknown:
      return UnknownTimer(d);
    case Phase::kPlaced:
    case Phase::kLive:
      return PlacedTimer(d);
    case Phase::kOver:
      return;
  }
}

}  // namespace tocsin::voice
