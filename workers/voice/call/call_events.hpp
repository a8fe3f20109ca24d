#pragma once

#include <string>
#include <string_view>

#include "schemas/event.hpp"
#include "schemas/events/budget.hpp"
#include "schemas/events/calls.hpp"
#include "workers/voice/call/call.hpp"
#include "workers/voice/call/call_step.hpp"
#include "workers/voice/call/question.hpp"

/// Events about a call. Each has the members that all of them have (call, question, alert, attempt,
/// carrier, contact, masked number), causation, run and tenant of the request; its id is the same
/// whenever the same thing is decided again.
namespace tocsin::voice {

inline constexpr std::string_view kEventSource = "/tocsin/voice";

/// How the call goes on: `type` is one of tocsin.call.*; `what` names it within the attempt, and
/// `more` has what is said beside.
Event ProgressEvent(const Call& call, std::string_view type, std::string_view what,
                    events::CallProgress more, TimePoint now);
/// CallTurn::method of what we answered, and what it is understood as.
inline constexpr std::string_view kAnswerTurn = "answer";
/// `tocsin.call.turn`.
Event TurnEvent(const Call& call, events::CallTurn more, TimePoint now);

/// `tocsin.call.summarized`.
Event SummaryEvent(const Call& call, events::CallSummarized more, TimePoint now);

/// `tocsin.budget.refused`; its provider is the one given, the call has none yet.
Event BudgetRefusedEvent(const Call& call, events::BudgetRefused more, TimePoint now);

/// `tocsin.call.inbound`; `to`: the number of ours.
Event InboundEvent(const Call& call, std::string_view to, TimePoint now);
/// `tocsin.call.step_ended`, to who asked for the step.
Event StepEndedEvent(const Call& call, const CallStep& step, std::string_view outcome,
                     std::string_view reason, TimePoint now);

/// `tocsin.decision.made`. The id is the question's when final, so there can be only one.
Event DecisionMade(const Call& call, const Decision& decision, TimePoint now);

/// `tocsin.decision.superseded`: a decision that met a question being closed. `choice` is what was
/// decided or about to be.
Event DecisionSuperseded(const Call& call, std::string_view choice, std::string_view reason,
                         TimePoint now);

}  // namespace tocsin::voice
