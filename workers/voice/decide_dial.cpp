#include <algorithm>

#include "schemas/topics.hpp"
#include "workers/voice/deliberation.hpp"

namespace tocsin::voice {
namespace {

using std::chrono::seconds;

/// A claimed dial is looked at again this soon: whoever does not wait for its answer then (after a
/// restart) knows that its outcome is unknown.
constexpr Duration kClaimCheck = seconds(2);
constexpr Duration kInFlightCheck = seconds(5);
constexpr Duration kListPatience = seconds(35);  ///< longer than the carrier's time-out
constexpr Duration kListRetry = seconds(5);
constexpr Duration kMaxBackoff = seconds(30);
constexpr Duration kNoAnswerGrace = seconds(20);
constexpr Duration kReadRetry = seconds(30);
/// Twilio's clock and ours: a listed call counts when it was created in this span around the dial.
constexpr Duration kListedBefore = seconds(5);
constexpr Duration kListedAfter = seconds(90);

void Claim(Deliberation& d, const DialFacts& facts) {
  auto& call = d.Changed();
  if (auto* old = d.Attempt(call.attempt); old != nullptr && old->token_hash != facts.token_hash) {
    // The secret behind tokens has changed; this attempt never left, the next one will.
    old->unresolved = false;
    d.Store(*old);
    ++call.attempt;
    d.WakeIn(Duration(0));
    return;
  }
  call.phase = Phase::kDialling;
  call.dialled_at = d.now;
  call.provider = facts.provider;
  AttemptRow attempt{
      .id = AttemptId::Derive({"attempt", call.id_text, std::to_string(call.attempt)}),
      .call = call.id,
      .number = call.attempt,
      .token_hash = facts.token_hash,
      .account = facts.account,
      .from = facts.from,
      .phone = call.phone,
      .provider_call_id = {},
      .unresolved = true,
      .planned_at = d.now};
  if (const auto* planned = d.Attempt(call.attempt)) attempt = *planned;
  d.Store(attempt);
  d.Command(Dial{.attempt = call.attempt});
  d.Note("dialled", {{"attempt", call.attempt}});
  d.WakeIn(kClaimCheck);
}

void TryToDial(Deliberation& d, const DialFacts& facts) {
  const bool again = d.Attempt(d.call().attempt) != nullptr;
  const auto counts = again ? AttemptCounts{} : facts.last_hour;
  if (const auto why = Forbidden(d.call(), counts, facts.from, d.settings); !why.empty())
    return d.Failed(why);
  if (facts.number_busy) return d.WakeIn(d.settings.number_busy_retry);
  if (facts.slot > d.now) {
    d.Changed().timer = facts.slot;
    return;
  }
  Claim(d, facts);
}

void BecomeUnknown(Deliberation& d) {
  auto& call = d.Changed();
  call.phase = Phase::kUnknown;
  call.unknown_at = d.now;
  call.absent = 0;
  call.listed_at.reset();
  d.Note("unknown", {{"attempt", call.attempt}});
  d.WakeIn(d.settings.list_checks.empty() ? seconds(1) : d.settings.list_checks.front());
}

void NotSent(Deliberation& d, std::string_view reason) {
  auto& call = d.Changed();
  call.phase = Phase::kPlanned;
  d.Note("not_sent", {{"attempt", call.attempt}, {"detail", reason}});
  if (d.now - call.created_at > d.settings.give_up_dialling)
    return d.Failed("carrier_unreachable", reason);
  const Duration backoff =
      std::min(kMaxBackoff, d.settings.first_backoff * (1 << std::min(call.backoffs, 10)));
  ++call.backoffs;
  d.WakeIn(backoff);
}

void Lost(Deliberation& d, AttemptRow& attempt) {
  attempt.unresolved = false;
  d.Store(attempt);
  d.Note("lost", {{"attempt", attempt.number}});
  auto& call = d.Changed();
  if (d.Superseded()) return d.End("superseded");
  // Who rings next is for the workflow to say now: it may have gone on, or wait until this is
  // known.
  if (call.told_unknown) return d.Failed("lost", "the carrier does not know of the call");
  call.phase = Phase::kPlanned;
  ++call.attempt;
  d.WakeIn(Duration(0));
}

void TellUnknown(Deliberation& d) {
  auto& call = d.Changed();
  const bool due = call.unknown_at && d.now - *call.unknown_at >= d.settings.tell_unknown_after;
  if (!due || call.told_unknown || d.Superseded()) return;
  call.told_unknown = true;
  d.Emit(type::kCallFailed, "outcome_unknown", {{"reason", "outcome_unknown"}});
}

/// When the next list check is due, counted from the moment of not knowing.
void WakeForNextCheck(Deliberation& d) {
  const auto& checks = d.settings.list_checks;
  const auto next = static_cast<std::size_t>(d.call().absent);
  TimePoint at = next < checks.size() ? *d.call().unknown_at + checks[next] : d.now;
  if (!d.call().told_unknown)
    at = std::min(at, *d.call().unknown_at + d.settings.tell_unknown_after);
  d.Changed().timer = std::max(at, d.now);
}

void UnknownTimer(Deliberation& d) {
  auto& call = d.Changed();
  const auto& checks = d.settings.list_checks;
  const bool asking = call.listed_at && d.now - *call.listed_at < kListPatience;
  const auto next = static_cast<std::size_t>(call.absent);
  if (!asking && next < checks.size() && d.now >= *call.unknown_at + checks[next]) {
    call.listed_at = d.now;
    d.Command(ListCalls{.attempt = call.attempt, .since = *call.dialled_at - kListedBefore});
    return d.WakeIn(kListRetry);
  }
  // A list that does not come must not keep the workflow waiting.
  TellUnknown(d);
  if (asking) return d.WakeIn(kListRetry);
  WakeForNextCheck(d);
}

}  // namespace

void DecideTime(Deliberation& d, const TimeCame& input) {
  auto& call = d.call();
  if (call.phase == Phase::kOver) return;
  if (d.Superseded()) Supersede(d);
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
      // No sign of life: a status callback may be lost, so ask.
      d.Command(ReadCall{.provider_call_id = call.provider_call_id});
      if (d.Superseded() || !call.farewell.empty())
        d.Command(EndCall{.provider_call_id = call.provider_call_id});
      return d.WakeIn(kReadRetry);
    case Phase::kOver:
      return;
  }
}

bool Bind(Deliberation& d, AttemptRow& attempt, const std::string& provider_call_id) {
  auto& call = d.call();
  const bool other =
      !attempt.provider_call_id.empty() && attempt.provider_call_id != provider_call_id;
  // An attempt given up, or one whose call was made again, must not come back to life.
  const bool given_up = attempt.provider_call_id.empty() &&
                        (attempt.number != call.attempt || call.phase == Phase::kOver);
  if (other || given_up) {
    d.out.stray = true;
    d.Command(EndCall{.provider_call_id = provider_call_id});
    return false;
  }
  if (attempt.provider_call_id.empty()) {
    attempt.provider_call_id = provider_call_id;
    attempt.unresolved = false;
    d.Store(attempt);
    call.provider_call_id = provider_call_id;
    call.phase = Phase::kPlaced;
    call.placed_at = d.now;
    d.WakeIn(d.settings.ring_timeout + kNoAnswerGrace);
    d.Initiated();
    if (d.Superseded()) Supersede(d);
  }
  return true;
}

void DecidePlaced(Deliberation& d, const PlaceAnswered& input) {
  auto* attempt = d.Attempt(input.attempt);
  if (attempt == nullptr) return;
  const auto& result = input.result;
  if (result.outcome == PlaceOutcome::kPlaced) {
    Bind(d, *attempt, result.call.provider_call_id);
    return;
  }
  // A webhook may have proved already that the call exists.
  const bool waiting = d.call().phase == Phase::kDialling || d.call().phase == Phase::kUnknown;
  if (!waiting || attempt->number != d.call().attempt) return;
  switch (result.outcome) {
    case PlaceOutcome::kPlaced:
      return;
    case PlaceOutcome::kRefused:
      if (d.Superseded()) return d.End("superseded");
      return d.Failed("refused", result.reason);
    case PlaceOutcome::kNotSent:
      if (d.Superseded()) return d.End("superseded");
      return NotSent(d, result.reason);
    case PlaceOutcome::kUnknown:
      if (d.call().phase == Phase::kDialling) BecomeUnknown(d);
      return;
  }
}

void DecideListed(Deliberation& d, const CallsListed& input) {
  auto& call = d.call();
  auto* attempt = d.Attempt(input.attempt);
  if (call.phase != Phase::kUnknown || attempt == nullptr || attempt->number != call.attempt)
    return;
  d.Changed().listed_at.reset();
  if (!input.calls) {
    // Not seen is not absent: the check is made again, but the workflow need not wait for it.
    TellUnknown(d);
    return d.WakeIn(kListRetry);
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
  ++call.absent;
  TellUnknown(d);
  if (static_cast<std::size_t>(call.absent) >= d.settings.list_checks.size())
    return Lost(d, *attempt);
  WakeForNextCheck(d);
}

}  // namespace tocsin::voice
