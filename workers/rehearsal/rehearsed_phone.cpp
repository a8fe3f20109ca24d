#include "workers/rehearsal/rehearsed_phone.hpp"

#include <algorithm>

#include "schemas/masking.hpp"
#include "schemas/topics.hpp"
#include "workers/rehearsal/call_replay.hpp"
#include "workers/voice/call_request.hpp"

namespace tocsin::rehearsal {
namespace {

using Kind = CalleeBehaviour::Kind;
using voice::Phase;

constexpr std::string_view kOurNumber = "+15550000000";
constexpr std::string_view kCarrier = "rehearsal";

std::string TokenOf(const voice::Call& call, int attempt) {
  return call.id_text + '/' + std::to_string(attempt);
}

bool WantsInstructions(CallWebhook::Kind kind) {
  return kind == CallWebhook::Kind::kAnswer || kind == CallWebhook::Kind::kInput;
}

Error DeadLetter(const Event& event, const Error& why) {
  return {ErrorKind::kInvalid,
          "the voice worker refuses this " + event.type + " (dead letter): " + why.message,
          "rehearsal"};
}

}  // namespace

Status RehearsedPhone::OnEvent(const Event& event, TimePoint now) {
  if (event.type == type::kCallRequested) TRY(Request(event, now));
  if (event.type == type::kCallCancelRequested) TRY(Cancel(event, now));
  return TakeAnswers(now);
}

Status RehearsedPhone::Request(const Event& event, TimePoint now) {
  const auto call = voice::ReadCallRequest(event, 0, now);
  if (!call) {
    auto answer = voice::RefuseCallRequest(event, call.error(), now);
    if (!answer) return Fail(DeadLetter(event, call.error()));
    events_.push_back(std::move(*answer));
    return {};
  }
  if (met_.contains(call->id)) return {};
  const auto* question = desk_.FindQuestion(call->question);
  const bool wanted = question == nullptr || question->Open();
  const auto& behaviour = met_[call->id] = wanted ? Meet(*call) : CalleeBehaviour{};
  if (wanted && behaviour.kind == Kind::kIgnored) return {};
  if (question == nullptr) desk_.PutQuestion(voice::NewQuestion(*call), true);
  desk_.PutCall(*call);
  open_.insert(call->id);
  return Look(call->id, now);
}

CalleeBehaviour RehearsedPhone::Meet(const voice::Call& call) {
  const std::string& who = call.contact.empty() ? call.phone : call.contact;
  const auto before = static_cast<std::size_t>(calls_[who]++);
  auto script = callees_.find(who);
  if (script == callees_.end()) script = callees_.find(call.phone);
  if (script == callees_.end() || script->second.behaviours.empty()) return {};
  const auto& behaviours = script->second.behaviours;
  return behaviours[std::min(before, behaviours.size() - 1)];
}

Status RehearsedPhone::Cancel(const Event& event, TimePoint now) {
  const auto cancel = voice::ReadCancelRequest(event);
  if (!cancel) return Fail(DeadLetter(event, cancel.error()));
  if (cancel->call) {
    if (desk_.FindCall(*cancel->call) == nullptr) return {};
    return Decide(*cancel->call, voice::CallCancelled{.reason = cancel->reason}, now)
        .map([](const auto&) {});
  }
  voice::Question question;
  if (const auto* known = desk_.FindQuestion(cancel->question)) {
    question = *known;
  } else {
    question.id = cancel->question;
    question.alert_id = cancel->alert_id;
  }
  const auto calls = desk_.CallsOf(cancel->question);
  auto closing = voice::CloseQuestion(std::move(question), calls, cancel->reason, now);
  desk_.PutQuestion(closing.question, closing.changed);
  std::ranges::move(closing.events, std::back_inserter(events_));
  for (const auto& call : calls) TRY(Look(call.id, now));
  return {};
}

std::optional<TimePoint> RehearsedPhone::NextAt() const {
  std::optional<TimePoint> next;
  const auto consider = [&](std::optional<TimePoint> at) {
    if (at && (!next || *at < *next)) next = at;
  };
  for (const auto& id : open_) consider(desk_.FindCall(id)->timer);
  for (const auto& [id, line] : dialled_) consider(line.leg.NextAt());
  return next;
}

Status RehearsedPhone::Advance(TimePoint now) {
  for (auto& [id, line] : dialled_)
    while (const auto callback = line.leg.Take(now)) TRY(Deliver(line, *callback, now));
  const auto open = open_;
  for (const auto& id : open) {
    const auto timer = desk_.FindCall(id)->timer;
    if (timer && *timer <= now) TRY(Look(id, now));
  }
  return TakeAnswers(now);
}

Status RehearsedPhone::Deliver(Dialled& line, const Callback& callback, TimePoint now) {
  const voice::WebhookCame input{
      .hook = callback.hook, .token_hash = line.token, .turn = callback.turn};
  std::optional<voice::Reply> reply;
  // A carrier sends a webhook again when it missed the answer.
  for (int sent = 0; sent < (crashes_ == Crashes::kEverywhere ? 2 : 1); ++sent) {
    TRY_ASSIGN(reply, Decide(line.call, input, now));
  }
  if (WantsInstructions(callback.hook.kind)) line.leg.Play(reply.value_or(voice::Reply{}), now);
  return {};
}

Status RehearsedPhone::Look(CallId id, TimePoint now) {
  const auto situation = desk_.SituationOf(id);
  voice::TimeCame time;
  if (voice::WantsToDial(situation, now)) time.dial = FactsFor(situation.call, now);
  TRY(Decide(id, time, now));
  return {};
}

voice::DialFacts RehearsedPhone::FactsFor(const voice::Call& call, TimePoint now) const {
  const std::string& reason = met_.at(call.id).reason;
  voice::DialFacts facts{.provider = std::string(kCarrier),
                         .account = std::string(kCarrier),
                         .from = reason == "no_carrier" ? "" : std::string(kOurNumber),
                         .token_hash = TokenOf(call, call.attempt),
                         .last_hour = {},
                         .slot = now};
  for (const auto& [id, attempt] : attempts_) {
    const bool to_phone = attempt.phone == call.phone;
    facts.number_busy |= to_phone && attempt.unresolved && attempt.call != call.id;
    if (attempt.planned_at + std::chrono::hours(1) < now) continue;
    ++facts.last_hour.total;
    if (to_phone) ++facts.last_hour.to_phone;
  }
  const auto place = [](const voice::Call& waiting) {
    return std::pair(waiting.created_at, waiting.id);
  };
  for (const auto& id : open_) {
    const auto& other = *desk_.FindCall(id);
    if (other.phase == Phase::kPlanned && other.phone == call.phone && place(other) < place(call))
      ++facts.before;
  }
  if (reason == "limit") facts.last_hour.to_phone = settings_.calls_per_number_hour;
  return facts;
}

voice::VoiceSettings RehearsedPhone::SettingsFor(CallId id) const {
  voice::VoiceSettings settings = settings_;
  const std::string& reason = met_.at(id).reason;
  settings.kill_switch = reason == "kill_switch";
  if (reason == "country") settings.country_prefixes = {"+0"};
  return settings;
}

Result<std::optional<voice::Reply>> RehearsedPhone::Decide(CallId id, const voice::Input& input,
                                                           TimePoint now) {
  TRY_ASSIGN(const auto transition,
             DecideCallOnStage(desk_.SituationOf(id), input, now, SettingsFor(id), crashes_));
  desk_.Apply(transition);
  Keep(transition);
  for (const auto& command : transition.commands) Perform(transition.next.call, command, now);
  TRY(LookAtSiblings(transition, now));
  return transition.reply;
}

void RehearsedPhone::Keep(const voice::Transition& transition) {
  const auto& call = transition.next.call;
  if (call.phase == Phase::kOver) open_.erase(call.id);
  for (const auto& attempt : transition.attempts) attempts_.insert_or_assign(attempt.id, attempt);
  std::ranges::copy(transition.events, std::back_inserter(events_));
  for (const auto& turn : transition.turns)
    lines_.push_back({turn.at, call.contact.empty() ? MaskPhone(call.phone) : call.contact,
                      turn.role, turn.text});
}

Status RehearsedPhone::LookAtSiblings(const voice::Transition& decided, TimePoint now) {
  if (!decided.decided || decided.next.question.Open()) return {};
  for (const auto& call : desk_.CallsOf(decided.next.question.id))
    if (call.id != decided.next.call.id && call.phase != Phase::kOver) TRY(Look(call.id, now));
  return {};
}

Status RehearsedPhone::TakeAnswers(TimePoint now) {
  while (!answers_.empty()) {
    const Answer answer = std::move(answers_.front());
    answers_.pop_front();
    TRY(Decide(answer.call, answer.input, now));
  }
  return {};
}

void RehearsedPhone::Perform(const voice::Call& call, const voice::Command& command,
                             TimePoint now) {
  if (const auto* dial = std::get_if<voice::Dial>(&command)) {
    answers_.push_back({call.id, voice::PlaceAnswered{.attempt = dial->attempt,
                                                      .result = Place(call, dial->attempt, now)}});
  } else if (const auto* list = std::get_if<voice::ListCalls>(&command)) {
    voice::CallsListed listed{.attempt = list->attempt,
                              .calls = std::vector<ListedCall>{},
                              .bound_elsewhere = desk_.BoundElsewhere(call.id)};
    for (const auto& [id, line] : dialled_)
      if (line.leg.Listed().to == call.phone) listed.calls->push_back(line.leg.Listed());
    answers_.push_back({call.id, std::move(listed)});
  } else if (const auto* read = std::get_if<voice::ReadCall>(&command)) {
    if (const auto line = dialled_.find(read->provider_call_id); line != dialled_.end())
      answers_.push_back({call.id, voice::CallRead{.provider_call_id = read->provider_call_id,
                                                   .call = line->second.leg.Listed()}});
  } else if (const auto* end = std::get_if<voice::EndCall>(&command)) {
    if (const auto line = dialled_.find(end->provider_call_id); line != dialled_.end())
      line->second.leg.End(now);
  }
}

PlaceResult RehearsedPhone::Place(const voice::Call& call, int attempt, TimePoint now) {
  const auto& behaviour = met_.at(call.id);
  if (behaviour.reason == "refused")
    return {.outcome = PlaceOutcome::kRefused, .call = {}, .reason = ""};
  if (behaviour.reason == "carrier_unreachable")
    return {.outcome = PlaceOutcome::kNotSent, .call = {}, .reason = ""};
  if (behaviour.reason == "outcome_unknown")
    return {.outcome = PlaceOutcome::kUnknown, .call = {}, .reason = ""};
  const std::string token = TokenOf(call, attempt);
  const std::string id = Uuid::Derive({"rehearsal", "leg", token}).ToString();
  SimulatedLeg leg({.id = id,
                    .from = std::string(kOurNumber),
                    .to = call.phone,
                    .ring_timeout = settings_.ring_timeout,
                    .time_limit = settings_.time_limit,
                    .silence = settings_.silence},
                   behaviour, now);
  dialled_.insert_or_assign(id, Dialled{.call = call.id, .token = token, .leg = std::move(leg)});
  return {.outcome = PlaceOutcome::kPlaced,
          .call = {.provider_call_id = id, .status = "queued"},
          .reason = {}};
}

}  // namespace tocsin::rehearsal
