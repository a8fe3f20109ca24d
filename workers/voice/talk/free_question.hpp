#pragma once

#include <string>

#include "workers/voice/talk/script.hpp"

/// Questions that no script knows, answered by a language model from what the call knows of the
/// alert. What the model says is spoken and nothing else: only what a person keys or says decides,
/// and is read back whatever was said before.
namespace tocsin::voice {

/// Whether this turn, which nobody understood, may be put to the model: some words, where a choice
/// is waited for, of a call that has not asked too often.
bool MayAskModel(const Call& call, const Heard& heard, const VoiceSettings& settings);
/// Asks, and keeps the line until the answer is there.
void AskModelOf(TransitionBuilder& d, const std::string& question);
/// An answer is being waited for, or was said last.
inline bool WaitsForModel(const Call& call) { return call.talk.asked && !call.talk.asked->said; }
/// The line comes back to hear it: the answer, that there is none, or a further pause.
void GoOnWithAnswer(TransitionBuilder& d);
/// The same in the middle of the pause. False: it is not there yet.
bool SayAnswer(TransitionBuilder& d);
/// What was said last was the model's, until now.
bool TakeModelSpoke(TransitionBuilder& d);

}  // namespace tocsin::voice
