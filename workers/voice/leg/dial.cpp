#include <algorithm>

#include "schemas/topics.hpp"
#include "workers/voice/leg/decide_call.hpp"
#include "workers/voice/leg/steps.hpp"

namespace tocsin::voice {
namespace {

using std::chrono::seconds;

/// A claimed dial is looked at again this soon: whoever does not wait for its answer then (after a
/// restart) knows that its outcome is unknown.
constexpr Duration kClaimCheck = seconds(2);
constexpr Duration kMaxBackoff = seconds(30);
constexpr Duration kNoAnswerGrace = seconds(20);

bool SameLine(const AttemptRow& attempt, const DialFacts& facts) {
  return attempt.token_hash == facts.token_hash && attempt.account == facts.account &&
         attempt.from == facts.from;
}

void Claim(TransitionBuilder& d, const DialFacts& facts) {
  auto& call = d.Changed();
  if (auto* old = d.Attempt(call.attempt);
      old != nullptr && !(old->unresolved && SameLine(*old, facts))) {
    // This attempt never left. The next one does, and its row says under which numbers and token.
    old->unresolved = false;
    d.Store(*old);
    SettleMoney(d, *old, Duration(0));
    ++call.attempt;
    d.WakeIn(Duration(0));
    return;
  }
  call.phase = Phase::kDialling;
  call.waiting_since.reset();
  call.dialled_at = d.now;
  call.limit = d.settings.time_limit;
  call.warn_after = d.settings.warn_after;
  call.provider = facts.provider;
  call.unlisted = !facts.lists_calls;
  call.lists_ended = call.unlisted && facts.lists_ended;
  call.tells_prices = facts.tells_prices;
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
  if (!facts.held) HoldMoney(d, attempt);
  d.Command(Dial{.attempt = call.attempt, .from = attempt.from, .claimed = attempt.planned_at});
  d.Note("dialled", {{"attempt", call.attempt}});
  d.WakeIn(kClaimCheck);
}

void NotSent(TransitionBuilder& d, std::string_view reason) {
  auto& call = d.Changed();
  call.phase = Phase::kPlanned;
  d.Note("not_sent", {{"attempt", call.attempt}, {"detail", reason}});
  if (d.now - call.created_at > d.settings.give_up_dialling)
    return Failed(d, "carrier_unreachable", reason);
  const Duration backoff =
      std::min(kMaxBackoff, d.settings.first_backoff * (1 << std::min(call.backoffs, 10)));
  ++call.backoffs;
  d.WakeIn(backoff);
}

/// The account, not the number, is why: the carrier behind it is tried, once. Not where the
/// workflow was told already that nobody knows: who rings next is for it to say.
bool MayFailOver(const TransitionBuilder& d, const PlaceAnswered& input) {
  const auto& call = d.out.next.call;
  return input.result.of_account && !input.then.empty() && call.failover.empty() &&
         !call.told_unknown;
}

void FailOver(TransitionBuilder& d, AttemptRow& attempt, const PlaceAnswered& input) {
  events::CallProgress failed;
  failed.reason = "refused";
  failed.detail = input.result.reason;
  failed.next_provider = input.then;
  d.Emit(type::kCallFailed, *failed.reason, failed);
  d.Note("failed_over", {{"attempt", attempt.number}, {"to", input.then}});
  attempt.unresolved = false;
  d.Store(attempt);
  auto& call = d.Changed();
  call.phase = Phase::kPlanned;
  call.failover = input.then;
  call.backoffs = 0;
  ++call.attempt;
  d.WakeIn(Duration(0));
}

/// The person is on the line with us already, others are to be asked before, or there are as many
/// calls as may be.
void WaitForLine(TransitionBuilder& d, int before) {
  auto& call = d.Changed();
  if (!call.waiting_since) {
    call.waiting_since = d.now;
    d.Note("line_busy", {{"before", before}});
  }
  if (d.now - *call.waiting_since >= d.settings.wait_for_line) return End(d, "busy", 0);
  const Duration longest =
      std::min(kMaxBackoff, d.settings.number_busy_retry * std::max(1, before));
  d.WakeIn(longest);
}

void TryToDial(TransitionBuilder& d, const DialFacts& facts) {
  if (const auto why = Forbidden(d.call(), facts, d.settings)) {
    if (why->money) TellOverBudget(d, *why->money, facts.provider);
    return Failed(d, why->reason, why->detail);
  }
  if (MustWaitForLine(facts, d.settings)) return WaitForLine(d, facts.before);
  if (facts.slot > d.now) {
    d.Changed().timer = facts.slot;
    return;
  }
  Claim(d, facts);
}

}  // namespace

bool MustWaitForLine(const DialFacts& facts, const VoiceSettings& settings) {
  const bool full = settings.concurrent_calls > 0 && facts.live_calls >= settings.concurrent_calls;
  return facts.number_busy || facts.before > 0 || full;
}

void DialIfDue(TransitionBuilder& d, const TimeCame& input) {
  if (input.dial && WantsToDial(d.out.next, d.now)) TryToDial(d, *input.dial);
}

bool Bind(TransitionBuilder& d, AttemptRow& attempt, const std::string& provider_call_id,
          const CarrierAccount& at) {
  auto& call = d.call();
  const bool other =
      !attempt.provider_call_id.empty() && attempt.provider_call_id != provider_call_id;
  // An attempt given up, or one whose call was made again, must not come back to life.
  const bool given_up = attempt.provider_call_id.empty() &&
                        (attempt.number != call.attempt || call.phase == Phase::kOver);
  if (other || given_up) {
    d.out.stray = true;
    d.Command(EndCall{.provider_call_id = provider_call_id, .at = at});
    return false;
  }
  if (attempt.provider_call_id.empty()) {
    attempt.provider_call_id = provider_call_id;
    d.Store(attempt);
    call.provider_call_id = provider_call_id;
    call.phase = Phase::kPlaced;
    call.placed_at = d.now;
    d.WakeIn(d.settings.ring_timeout + kNoAnswerGrace);
    Initiated(d);
    if (d.Superseded()) Supersede(d);
  }
  return true;
}

void BindPlaced(TransitionBuilder& d, const PlaceAnswered& input) {
  auto* attempt = d.Attempt(input.attempt);
  if (attempt != nullptr && input.result.outcome == PlaceOutcome::kPlaced)
    Bind(d, *attempt, input.result.call.provider_call_id, input.at);
}

/// A webhook may have proved already that the call exists; then BindPlaced is all that is done.
void TakePlaced(TransitionBuilder& d, const PlaceAnswered& input) {
  const auto& result = input.result;
  if (result.outcome == PlaceOutcome::kPlaced) return BindPlaced(d, input);
  auto* attempt = d.Attempt(input.attempt);
  if (input.attempt != d.call().attempt || attempt == nullptr) return;
  if (result.outcome == PlaceOutcome::kUnknown) {
    if (d.call().phase == Phase::kDialling) BecomeUnknown(d);
    return;
  }
  const bool again = result.outcome == PlaceOutcome::kNotSent && !d.Superseded();
  if (!again) SettleMoney(d, *attempt, Duration(0));
  if (d.Superseded()) return End(d, "superseded");
  if (result.outcome == PlaceOutcome::kRefused && MayFailOver(d, input))
    return FailOver(d, *attempt, input);
  if (result.outcome == PlaceOutcome::kRefused) return Failed(d, "refused", result.reason);
  NotSent(d, result.reason);
}

}  // namespace tocsin::voice
