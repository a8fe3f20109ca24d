#pragma once

#include "adapters/telephony.hpp"
#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/understanding/heard.hpp"

/// What the leg asks of the talk that is held on it. What the talk asks of its leg stands in
/// leg/leg.hpp.
namespace tocsin::voice {

/// The line is there and wants words: the beginning of the talk's script, or what is said now.
void Begin(TransitionBuilder& d);
/// A live turn of the line; `turn` is the number of the question that it answers. A turn that comes
/// twice gets what was replied to it.
void Hear(TransitionBuilder& d, const Heard& heard, int turn);
/// What the carrier's detection says of who picked up.
void TakeVerdict(TransitionBuilder& d, AnsweredBy answered_by);
/// The call's timer is due. False: the talk has nothing to do about it.
bool LookAtTalk(TransitionBuilder& d);

}  // namespace tocsin::voice
