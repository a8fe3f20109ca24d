#pragma once

#include <optional>
#include <string>

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/understanding/grammar.hpp"

/// From a choice to a stored decision.
namespace tocsin::voice {

/// The choice being confirmed; nullptr: none is.
const Choice* PendingOf(const Call& call);
/// Takes the choice at once where it may, else reads it back to be confirmed.
void TakeChoice(TransitionBuilder& d, const Meaning& meaning, const Heard& heard);
/// Makes the choice the question's decision, however it was given; says nothing. False: the
/// question is not open any more, or the call is not wanted, and that is told.
bool StoreDecision(TransitionBuilder& d, const Choice& choice, const Candidate& candidate,
                   std::optional<std::string> confirmed_with);
/// The pending choice was confirmed; false: none is pending.
bool TakeConfirmation(TransitionBuilder& d, const Heard& heard);
/// Whether this turn would store an answer if the question were open.
bool WouldDecide(const Call& call, const Meaning& meaning);

}  // namespace tocsin::voice
