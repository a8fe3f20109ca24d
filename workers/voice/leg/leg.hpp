#pragma once

#include <string>

#include "workers/voice/call/transition_builder.hpp"

/// What the talk may ask of the leg that it is held on. The leg speaks no word; what the leg asks
/// of the talk stands in talk/talk.hpp.
namespace tocsin::voice {

/// The last words are being said: the call ends with this reason.
void Goodbye(TransitionBuilder& d, std::string reason);
/// Ends the leg without another word; the reason becomes that of call.ended.
void HangUpFor(TransitionBuilder& d, std::string reason);
/// Has a live talk, in the middle of a sentence perhaps, go on with its goodbye, once. False: it is
/// not live, or on its way there already.
bool LeadToGoodbye(TransitionBuilder& d);
/// Has the line fetch what is to be said now; `gently`: only where that interrupts nobody.
void Fetch(TransitionBuilder& d, bool gently);
/// Looks at the call again after this time, but not later than the moments that bound the talk.
void WakeInTalk(TransitionBuilder& d, Duration delay);

}  // namespace tocsin::voice
