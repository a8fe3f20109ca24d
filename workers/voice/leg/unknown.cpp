// An attempt of unknown outcome, until the carrier's list or a callback tells.
#include <algorithm>

#include "schemas/topics.hpp"
#include "workers/voice/leg/call_length.hpp"
#include "workers/voice/leg/steps.hpp"

namespace tocsin::voice {
namespace {

using std::chrono::seconds;

constexpr Duration kInFlightCheck = seconds(5);
constexpr Duration kListPatience = seconds(35);  ///< longer than the carrier's time-out
constexpr Duration kListRetry = seconds(5);
constexpr Duration kSlowestRetry = seconds(60);
constexpr Duration kEndedLook = seconds(60);
/// The carrier's clock and ours: a listed call counts when it was created in this span around the
/// dial.
constexpr Duration kListedBefore = seconds(5);
constexpr Duration kListedAfter = seconds(90);

/// A list that cannot be had is asked for ever more slowly.
Duration RetryAfter(const TransitionBuilder& d) {
  const Duration unknown_for = d.now - d.out.next.call.unknown_at.value_or(d.now);
  return std::clamp(unknown_for / 10, kListRetry, kSlowestRetry);
}

void Lost(TransitionBuilder& d, AttemptRow& attempt) {
  attempt.unresolved = false;
  d.Store(attempt);
  d.Note("lost", {{"attempt", attempt.number}});
  auto& call = d.Changed();
  // Where no list tells, it may have rung.
  if (!call.unlisted) SettleMoney(d, attempt, Duration(0));
  if (d.Superseded()) return End(d, "superseded");
  // Who rings next is for the workflow to say now: it may have gone on, or wait until this is
  // known.
  if (call.told_unknown)
    return Failed(d, "lost",
                  call.unlisted ? "nothing was heard of the call for as long as it may last"
                                : "the carrier does not know of the call");
  call.phase = Phase::kPlanned;
  ++call.attempt;
  d.WakeIn(Duration(0));
}

void TellUnknown(TransitionBuilder& d) {
  auto& call = d.Changed();
  const bool due = call.unknown_at && d.now - *call.unknown_at >= d.settings.tell_unknown_after;
  if (!due || call.told_unknown || d.Superseded()) return;
  call.told_unknown = true;
  events::CallProgress told;
  told.reason = "outcome_unknown";
  d.Emit(type::kCallFailed, *told.reason, told);
}

void AskForList(TransitionBuilder& d) {
  auto& call = d.Changed();
  call.listed_at = d.now;
  if (const auto* attempt = d.Attempt(call.attempt))
    d.Command(ListCalls{
        .attempt = call.attempt, .from = attempt->from, .since = *call.dialled_at - kListedBefore});
  d.WakeIn(kListRetry);
}

bool Asking(const TransitionBuilder& d) {
  const auto& call = d.out.next.call;
  return call.listed_at && d.now - *call.listed_at < kListPatience;
}

/// When a list that shows ended calls is looked into next: each minute, and when even the longest
/// call must be over.
TimePoint NextLook(const Call& call, TimePoint until) {
  return std::min(*call.unknown_at + kEndedLook * (call.absent + 1), until);
}

/// A callback tells that the call is there, or a list that it has been, or silence until it must be
/// over.
void AwaitCallback(TransitionBuilder& d) {
  TellUnknown(d);
  const auto& call = d.call();
  const TimePoint until = SilentUntil(call, d.settings);
  if (call.lists_ended && Asking(d)) return d.WakeIn(kListRetry);
  if (call.lists_ended && d.now >= NextLook(call, until)) return AskForList(d);
  if (auto* attempt = d.Attempt(call.attempt); attempt != nullptr && d.now >= until)
    return Lost(d, *attempt);
  const bool to_tell = !call.told_unknown && !d.Superseded();
  const TimePoint next = call.lists_ended ? NextLook(call, until) : until;
  d.Changed().timer =
      to_tell ? std::min(next, *call.unknown_at + d.settings.tell_unknown_after) : next;
}

/// Such a list proves that the call is over, or nothing yet.
void NotAmongEnded(TransitionBuilder& d, AttemptRow& attempt) {
  if (d.now >= SilentUntil(d.call(), d.settings)) return Lost(d, attempt);
  ++d.Changed().absent;
  AwaitCallback(d);
}

/// When the next list check is due, counted from the moment of not knowing.
void WakeForNextCheck(TransitionBuilder& d) {
  const auto& checks = d.settings.list_checks;
  const auto next = static_cast<std::size_t>(d.call().absent);
  TimePoint at = next < checks.size() ? *d.call().unknown_at + checks[next] : d.now;
  // Of a call that nobody wants any more, nothing is told before it is known.
  if (!d.call().told_unknown && !d.Superseded())
    at = std::min(at, *d.call().unknown_at + d.settings.tell_unknown_after);
  d.Changed().timer = std::max(at, d.now);
}

}  // namespace

void AwaitAnswer(TransitionBuilder& d, const TimeCame& input) {
  if (input.in_flight) return d.WakeIn(kInFlightCheck);
  BecomeUnknown(d);
}

void BecomeUnknown(TransitionBuilder& d) {
  auto& call = d.Changed();
  call.phase = Phase::kUnknown;
  call.unknown_at = d.now;
  call.absent = 0;
  call.listed_at.reset();
  d.Note("unknown", {{"attempt", call.attempt}});
  d.WakeIn(d.settings.list_checks.empty() ? seconds(1) : d.settings.list_checks.front());
}

void SeekCall(TransitionBuilder& d, const TimeCame&) {
  auto& call = d.Changed();
  if (call.unlisted) return AwaitCallback(d);
  const auto& checks = d.settings.list_checks;
  const bool asking = Asking(d);
  const auto next = static_cast<std::size_t>(call.absent);
  if (!asking && next < checks.size() && d.now >= *call.unknown_at + checks[next])
    return AskForList(d);
  // A list that does not come must not keep the workflow waiting.
  TellUnknown(d);
  if (asking) return d.WakeIn(kListRetry);
  WakeForNextCheck(d);
}

void FindInList(TransitionBuilder& d, const CallsListed& input) {
  auto& call = d.call();
  auto* attempt = d.Attempt(input.attempt);
  if (attempt == nullptr || attempt->number != call.attempt) return;
  d.Changed().listed_at.reset();
  if (!input.calls) {
    // Not seen is not absent: the check is made again, but the workflow need not wait for it.
    TellUnknown(d);
    return d.WakeIn(RetryAfter(d));
  }
  const ListedCall* match = nullptr;
  for (const auto& listed : *input.calls) {
    const bool ours = listed.outbound_by_api && listed.to == call.phone &&
                      listed.from == attempt->from &&
                      listed.created >= *call.dialled_at - kListedBefore &&
                      listed.created <= *call.dialled_at + kListedAfter;
    const bool taken = std::ranges::find(input.bound_elsewhere, listed.provider_call_id) !=
                       input.bound_elsewhere.end();
    if (ours && !taken && (match == nullptr || listed.created < match->created)) match = &listed;
  }
  if (match != nullptr) {
    if (Bind(d, *attempt, match->provider_call_id)) ApplyStatus(d, match->status, {});
    return;
  }
  if (call.unlisted) return NotAmongEnded(d, *attempt);
  ++call.absent;
  TellUnknown(d);
  if (static_cast<std::size_t>(call.absent) >= d.settings.list_checks.size())
    return Lost(d, *attempt);
  WakeForNextCheck(d);
}

}  // namespace tocsin::voice
