#pragma once

#include "workers/voice/call/transition_builder.hpp"

/// What questions to a language model have in common, whatever asks them.
namespace tocsin::voice {

/// Of AskModel: the leg that the answer comes back to, as it is then.
Leg AskedLeg(TransitionBuilder& d, CallStatus status);
/// When an answer is lost that was asked for at this moment: after the model's own time, with the
/// process that asked.
TimePoint AnswerLostAt(const TransitionBuilder& d, TimePoint asked);
/// The newest question is not answered, and will not be.
bool IsAnswerLost(const TransitionBuilder& d);

}  // namespace tocsin::voice
