#include "workers/voice/call/call_events.hpp"

#include <optional>
#include <utility>

#include "schemas/events/data.hpp"
#include "schemas/events/decisions.hpp"
#include "schemas/events/led_calls.hpp"
#include "schemas/masking.hpp"
#include "schemas/tenant.hpp"
#include "schemas/topics.hpp"
#include "workers/voice/call/call_spans.hpp"

namespace tocsin::voice {
namespace {

template <HasSpec T>
Event Envelope(const Call& call, const Origin& origin, std::string_view type, const Uuid& id,
               const T& data, TimePoint now) {
  Event event;
  event.id = id.ToString();
  event.source = kEventSource;
  event.type = type;
  event.subject = call.Subject();
  event.time = FormatTime(now);
  Follow(event, origin.traceparent, origin.tracestate);
  event.parent_span = CallSpan(call.id_text);
  if (!origin.command.empty()) event.extensions["causationid"] = origin.command;
  if (!origin.run.empty()) event.extensions["runid"] = origin.run;
  if (!origin.tenant.empty())
    event.extensions.insert_or_assign(std::string(kTenantAttribute), origin.tenant);
  event.data = events::Written(data);
  return event;
}

std::optional<std::string> IfGiven(const std::string& text) {
  return text.empty() ? std::nullopt : std::optional(text);
}

template <class T>
void NameQuestion(const Call& call, T& data) {
  data.call_id = call.id_text;
  if (!call.question.IsNil()) data.question_id = call.question.ToString();
  data.alert_id = IfGiven(call.alert_id);
}

template <class T>
void NameAttempt(const Call& call, T& data) {
  NameQuestion(call, data);
  data.attempt = call.attempt;
  data.provider = IfGiven(call.provider);
  data.provider_call_id = IfGiven(call.provider_call_id);
  data.contact = call.contact;
  data.phone = MaskPhone(call.phone);
}

Uuid IdWithin(const Call& call, std::string_view type, std::string_view what) {
  return Uuid::Derive({"voice", call.id_text, std::to_string(call.attempt), type, what});
}

}  // namespace

Event ProgressEvent(const Call& call, std::string_view type, std::string_view what,
                    events::CallProgress more, TimePoint now) {
  NameAttempt(call, more);
  return Envelope(call, call.origin, type, IdWithin(call, type, what), more, now);
}

Event TurnEvent(const Call& call, events::CallTurn more, TimePoint now) {
  NameAttempt(call, more);
  return Envelope(
      call, call.origin, type::kCallTurn,
      IdWithin(call, type::kCallTurn,
               (more.method == kAnswerTurn ? "answer " : "") + std::to_string(more.turn)),
      more, now);
}

Event SummaryEvent(const Call& call, events::CallSummarized more, TimePoint now) {
  NameAttempt(call, more);
  return Envelope(call, call.origin, type::kCallSummarized,
                  IdWithin(call, type::kCallSummarized, "call"), more, now);
}

Event BudgetRefusedEvent(const Call& call, events::BudgetRefused more, TimePoint now) {
  const auto provider = more.provider;
  NameAttempt(call, more);
  more.provider = provider;
  return Envelope(call, call.origin, type::kBudgetRefused,
                  IdWithin(call, type::kBudgetRefused, more.rule), more, now);
}

Event InboundEvent(const Call& call, std::string_view to, TimePoint now) {
  const events::CallInbound data{.call_id = call.id_text,
                                 .provider = call.provider,
                                 .provider_call_id = call.provider_call_id,
                                 .from = call.phone,
                                 .to = std::string(to),
                                 .language = call.language};
  return Envelope(call, call.origin, type::kCallInbound, IdWithin(call, type::kCallInbound, ""),
                  data, now);
}

Event StepEndedEvent(const Call& call, const CallStep& step, std::string_view outcome,
                     std::string_view reason, TimePoint now) {
  events::CallStepEnded data{.call_id = call.id_text,
                             .act = step.act,
                             .outcome = std::string(outcome),
                             .question_id = IfGiven(step.question),
                             .contact = {},
                             .reason = IfGiven(std::string(reason))};
  if (step.act == events::kStepIdentify) data.contact = IfGiven(step.contact);
  if (const auto& talk = call.talk.conversation; talk && step.act == events::kStepConverse) {
    data.turns = talk->turns;
    data.name = IfGiven(talk->name);
    if (outcome == events::kStepDone) data.ending = talk->ending;
    if (outcome == events::kStepDone && talk->ending == events::kEndingTool) data.tool = talk->tool;
  }
  const auto id = Uuid::Derive({"voice", "step_ended", call.id_text, step.origin.command});
  return Envelope(call, step.origin, type::kCallStepEnded, id, data, now);
}

Event DecisionMade(const Call& call, const Decision& decision, TimePoint now) {
  events::DecisionMade data;
  NameQuestion(call, data);
  data.choice = decision.choice;
  data.final = decision.final;
  data.by = decision.by;
  data.method = decision.method;
  data.evidence = decision.evidence;
  const auto& question = data.question_id;
  const auto id = decision.final ? Uuid::Derive({"voice", "decision", question})
                                 : Uuid::Derive({"voice", "answer", question, call.id_text});
  return Envelope(call, call.origin, type::kDecisionMade, id, data, now);
}

Event DecisionSuperseded(const Call& call, std::string_view choice, std::string_view reason,
                         TimePoint now) {
  events::DecisionSuperseded data;
  NameQuestion(call, data);
  data.choice = choice;
  data.reason = reason;
  const auto id = Uuid::Derive({"voice", "superseded", call.id_text, choice});
  return Envelope(call, call.origin, type::kDecisionSuperseded, id, data, now);
}

}  // namespace tocsin::voice
