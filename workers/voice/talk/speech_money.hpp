#pragma once

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/media/live_line.hpp"

namespace tocsin::voice {

/// Counts what ears and voices at services have taken, for the call's summary and against the
/// budget of the day. It is spent when it is known, so it ends no call; what it leaves is seen by
/// whatever asks for money next.
void SpendOnSpeech(TransitionBuilder& d, const SpeechCost& cost);

}  // namespace tocsin::voice
