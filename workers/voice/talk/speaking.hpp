#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/understanding/heard.hpp"

/// What scripts say with: a reply for the line, a line for the transcript.
namespace tocsin::voice {

/// Says the sentences and waits for the next turn; near the time limit it says goodbye instead.
void AskOn(TransitionBuilder& d, std::vector<std::string> say);
/// Says the sentences, listens to nobody, and goes on after this time (Script::AfterPause).
void PauseFor(TransitionBuilder& d, std::vector<std::string> say, Duration pause);
/// Not an answer: says why and asks again, a bounded number of times.
void AskAgain(TransitionBuilder& d, const char* why);
/// Nothing was heard: asks again, a bounded number of times.
void AskIntoSilence(TransitionBuilder& d);
/// Says something last and hangs up; `reason` becomes that of call.ended.
void SayGoodbye(TransitionBuilder& d, std::string reason, std::string text);

/// What was said last, for who did not hear it: from where the line was lost.
void SayLastAgain(TransitionBuilder& d);
/// Too late for another question.
bool TimeIsUp(const TransitionBuilder& d);
void SayTimeIsUp(TransitionBuilder& d);
/// "pressed 2", or the words as recognised.
std::string HeardText(const Heard& heard);

}  // namespace tocsin::voice
