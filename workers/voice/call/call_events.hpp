#pragma once

#include <string>
#include <string_view>

#include "schemas/event.hpp"
#include "workers/voice/call/call.hpp"

namespace tocsin::voice {

inline constexpr std::string_view kEventSource = "/tocsin/voice";

/// An event about a call, with the members every one of them has (call_id, question_id, alert_id,
/// attempt, provider, provider_call_id, phone masked) and `data` beside them. `what` names it
/// within the attempt: the id is the same whenever the same thing is decided again. Causation and
/// run are those of the request.
Event CallEvent(const Call& call, std::string_view type, std::string_view what, json::object data,
                TimePoint now);

/// `tocsin.decision.made`. The id is the question's when final, so there can be only one.
Event DecisionMade(const Call& call, const Decision& decision, TimePoint now);

/// `tocsin.decision.superseded`: a decision that met a question being closed. `choice` is what was
/// decided or about to be.
Event DecisionSuperseded(const Call& call, std::string_view choice, std::string_view reason,
                         TimePoint now);

}  // namespace tocsin::voice
