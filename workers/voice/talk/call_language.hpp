#pragma once

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/understanding/heard.hpp"

namespace tocsin::voice {

/// In a conversation the person's wish for a language, or two turns in another one than the call's,
/// makes that the call's: ears, voice and model have it from this answer on. True: it was said that
/// this line has no other one, and nothing more is to be answered.
bool FollowLanguage(TransitionBuilder& d, const Heard& heard);

}  // namespace tocsin::voice
