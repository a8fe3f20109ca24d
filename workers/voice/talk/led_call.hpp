#pragma once

#include <string_view>

#include "workers/voice/call/transition_builder.hpp"

/// The steps of a call that a workflow leads: taken one after another, and told when they are over.
/// What the leg asks of them stands in talk/talk.hpp.
namespace tocsin::voice {

/// The step in hand is over; `outcome` as in events::CallStepEnded.
void FinishStep(TransitionBuilder& d, std::string_view outcome, std::string_view reason = {});
/// Forgets the step in hand and its question, of which who asked hears otherwise.
void LeaveStep(TransitionBuilder& d);
/// Says or asks what is next, or keeps the line until something is; nobody wanting anything for too
/// long, it says goodbye. `before`: said before it.
void NextStep(TransitionBuilder& d, std::string_view before = {});

}  // namespace tocsin::voice
