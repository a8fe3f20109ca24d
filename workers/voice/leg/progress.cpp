// How far a leg has come, and its end.
#include <algorithm>
#include <utility>

#include "schemas/topics.hpp"
#include "workers/voice/leg/steps.hpp"
#include "workers/voice/talk/talk.hpp"

namespace tocsin::voice {
namespace {

constexpr Duration kHangUpGrace = std::chrono::seconds(5);

void Over(TransitionBuilder& d, std::string_view status) {
  auto& call = d.Changed();
  // An attempt that was not sent would have been made again, and still holds its money.
  if (const auto* attempt = d.Attempt(call.attempt);
      attempt != nullptr && call.phase == Phase::kPlanned)
    SettleMoney(d, *attempt, Duration(0));
  call.phase = Phase::kOver;
  const bool open =
      call.status == "dialling" || call.status == "ringing" || call.status == "in_progress";
  if (open) call.status = status;
  call.timer.reset();
  if (!call.live.open) StoreHeard(d);  // else its end says how much was heard
  if (auto* attempt = d.Attempt(call.attempt); attempt != nullptr && attempt->unresolved) {
    attempt->unresolved = false;
    d.Store(*attempt);
  }
  // No run will say that nobody answered, and nobody asks again.
  if (call.by_hand && d.question().Open()) {
    d.question().status = Question::Status::kUnanswered;
    d.out.question_changed = true;
  }
}

}  // namespace

void Initiated(TransitionBuilder& d) {
  if (d.call().initiated) return;
  d.Changed().initiated = true;
  d.Emit(type::kCallInitiated, "");
}

void Rung(TransitionBuilder& d) {
  Initiated(d);
  auto& call = d.call();
  if (call.rung) return;
  d.Changed().rung = true;
  if (call.status == "dialling") call.status = "ringing";
  d.Emit(type::kCallRinging, "");
}

void Answered(TransitionBuilder& d) {
  Rung(d);
  auto& call = d.call();
  if (call.answered) return;
  d.Changed().answered = true;
  call.answered_at = d.now;
  call.phase = Phase::kLive;
  if (call.status == "dialling" || call.status == "ringing") call.status = "in_progress";
  d.Emit(type::kCallAnswered, "");
}

void End(TransitionBuilder& d, std::string reason, std::optional<int> seconds) {
  EndSteps(d, reason);
  Over(d, d.call().direction == CallDirection::kInbound ? "completed" : "not_reached");
  const auto& call = d.call();
  events::CallProgress ended;
  if (!seconds && call.answered_at) {
    const auto spoken = std::chrono::duration_cast<std::chrono::seconds>(d.now - *call.answered_at);
    seconds = static_cast<int>(std::max<std::int64_t>(0, spoken.count()));
  }
  ended.duration_seconds = seconds.value_or(0);
  ended.cost = CostOf(d, std::chrono::seconds(*ended.duration_seconds));
  // Whoever waits for this call learns of the decision that ended it.
  if (reason == "superseded") ended.decision = d.question().decision;
  ended.reason = std::move(reason);
  d.Emit(type::kCallEnded, "", ended);
}

void Failed(TransitionBuilder& d, std::string reason, std::string_view detail) {
  EndSteps(d, reason);
  Over(d, "failed");
  events::CallProgress failed;
  failed.reason = std::move(reason);
  if (!detail.empty()) failed.detail = detail;
  d.Emit(type::kCallFailed, *failed.reason, failed);
}

void Supersede(TransitionBuilder& d) {
  auto& call = d.Changed();
  // The person who decided hears the end of their own call.
  if (!call.farewell.empty()) return;
  call.cancelled = true;
  switch (call.phase) {
    case Phase::kPlanned:
      return End(d, "superseded");
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

}  // namespace tocsin::voice
