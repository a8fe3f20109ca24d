#include "workers/voice/leg/leg.hpp"

#include <algorithm>
#include <utility>

#include "workers/voice/leg/call_length.hpp"

namespace tocsin::voice {
namespace {

using std::chrono::seconds;

/// Time to say goodbye before the carrier is asked whether the call has ended.
constexpr Duration kFarewell = seconds(30);
constexpr Duration kGraceAfterEnd = seconds(5);
/// A live call that was moved is looked at again.
constexpr Duration kMoved = seconds(30);

}  // namespace

void Goodbye(TransitionBuilder& d, std::string reason) {
  d.Changed().farewell = std::move(reason);
  d.WakeIn(kFarewell);
}

void HangUpFor(TransitionBuilder& d, std::string reason) {
  auto& call = d.Changed();
  call.farewell = std::move(reason);
  d.Command(EndCall{.provider_call_id = call.provider_call_id});
  d.WakeIn(kGraceAfterEnd);
}

bool LeadToGoodbye(TransitionBuilder& d) {
  auto& call = d.call();
  const auto* attempt = d.Attempt(call.attempt);
  if (call.phase != Phase::kLive || !call.farewell.empty() || attempt == nullptr) return false;
  if (std::exchange(call.closing, true)) return false;
  d.Command(MoveCall{.provider_call_id = call.provider_call_id,
                     .attempt = attempt->number,
                     .claimed = attempt->planned_at,
                     .token_hash = attempt->token_hash});
  WakeInTalk(d, kMoved);
  return true;
}

void Fetch(TransitionBuilder& d, bool gently) {
  const auto& call = d.call();
  const auto* attempt = d.Attempt(call.attempt);
  if (call.phase != Phase::kLive || attempt == nullptr) return;
  d.Command(MoveCall{.provider_call_id = call.provider_call_id,
                     .attempt = attempt->number,
                     .claimed = attempt->planned_at,
                     .token_hash = attempt->token_hash,
                     .gently = gently});
}

void WakeInTalk(TransitionBuilder& d, Duration delay) {
  d.WakeIn(delay);
  auto& timer = *d.call().timer;
  if (const auto length = LengthOf(d.call(), d.settings); length && length->closing > d.now)
    timer = std::min(timer, length->closing);
  if (const auto overdue = OverdueAt(d.call(), d.settings); overdue > d.now)
    timer = std::min(timer, overdue);
}

}  // namespace tocsin::voice
