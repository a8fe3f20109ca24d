#pragma once

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/understanding/grammar.hpp"

/// Who listens: a person, a box, or a device that screens calls for a person.
namespace tocsin::voice {

/// The timer of a call that a machine seems to have taken; false: none has.
bool LeaveMachine(TransitionBuilder& d);
/// The message of a call that was led to it, where one may be left.
bool LeaveMessage(TransitionBuilder& d);
/// Keys come from a person.
void NoteKeys(TransitionBuilder& d, const Heard& heard);
/// Answers a machine, a device that screens calls, and the person who comes after it; none of what
/// they said decides anything. False: a turn of the talk.
bool AnswerListener(TransitionBuilder& d, const Meaning& meaning, const Heard& heard);
/// On a live line nothing of the alert is told before a person was heard: asks who listens instead
/// of the talk's first words. False: they may be said.
bool ProvePerson(TransitionBuilder& d);
/// The carrier has found out meanwhile that a person listens: says the first words. False: nobody
/// waits for that.
bool GreetProven(TransitionBuilder& d);

}  // namespace tocsin::voice
