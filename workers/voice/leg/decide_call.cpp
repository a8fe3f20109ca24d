#include "workers/voice/leg/decide_call.hpp"

#include <algorithm>

#include "schemas/phone_number.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/leg/calling_code.hpp"

namespace tocsin::voice {
namespace {

void DecideCancelled(TransitionBuilder& d, const CallCancelled& input) {
  if (d.call().phase == Phase::kOver || d.call().cancelled) return;
  d.Changed().cancel_reason = input.reason;
  Supersede(d);
  LeadToGoodbye(d);
}

}  // namespace

Transition DecideCall(Situation situation, const Input& input, TimePoint now,
                      const VoiceSettings& settings) {
  TransitionBuilder d(std::move(situation), now, settings);
  struct Visitor {
    TransitionBuilder& d;
    void operator()(const TimeCame& time) { DecideTime(d, time); }
    void operator()(const PlaceAnswered& placed) { DecidePlaced(d, placed); }
    void operator()(const CallsListed& listed) { DecideListed(d, listed); }
    void operator()(const CallRead& read) { DecideRead(d, read); }
    void operator()(const WebhookCame& webhook) { DecideWebhook(d, webhook); }
    void operator()(const CallCancelled& cancelled) { DecideCancelled(d, cancelled); }
  };
  std::visit(Visitor{d}, input);
  if (d.out.call_changed) d.call().updated_at = now;
  return std::move(d.out);
}

Transition GiveUpCall(Situation situation, std::string_view reason, std::string_view detail,
                      TimePoint now, const VoiceSettings& settings) {
  TransitionBuilder d(std::move(situation), now, settings);
  if (d.call().phase == Phase::kOver) return std::move(d.out);
  if (!d.call().provider_call_id.empty())
    d.Command(EndCall{.provider_call_id = d.call().provider_call_id});
  d.Failed(std::string(reason), detail);
  d.call().updated_at = now;
  return std::move(d.out);
}

bool WantsToDial(const Situation& situation, TimePoint now) {
  const auto& call = situation.call;
  return call.phase == Phase::kPlanned && situation.question.Open() && !call.cancelled &&
         (!call.timer || *call.timer <= now);
}

std::string Forbidden(const Call& call, const AttemptCounts& last_hour, std::string_view from,
                      const VoiceSettings& settings) {
  if (settings.kill_switch) return "kill_switch";
  if (from.empty()) return "no_carrier";
  if (!IsPhoneNumber(call.phone)) return "invalid_number";
  auto prefixes = settings.country_prefixes;
  if (prefixes.empty()) prefixes.push_back(CallingCode(from));
  if (!HasPrefix(call.phone, prefixes)) return "country";
  const bool too_many = last_hour.to_phone >= settings.calls_per_number_hour ||
                        last_hour.total >= settings.calls_per_hour;
  return too_many ? "limit" : "";
}

Closing CloseQuestion(Question question, const std::vector<Call>& calls, const std::string& reason,
                      TimePoint now) {
  Closing closing{.question = std::move(question), .changed = false, .events = {}};
  auto& closed = closing.question;
  if (closed.Open()) {
    closed.status = StatusWhenClosed(reason);
    closed.closed_because = reason;
    closing.changed = true;
    return closing;
  }
  if (!closed.decision || reason == "decided") return closing;
  const auto call = std::ranges::find(calls, closed.decision->call, &Call::id);
  if (call != calls.end())
    closing.events.push_back(DecisionSuperseded(*call, closed.decision->choice, reason, now));
  return closing;
}

}  // namespace tocsin::voice
