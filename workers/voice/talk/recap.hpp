#pragma once

#include <cstddef>

#include "workers/voice/call/transition_builder.hpp"

/// What a long conversation began with, in short: the model is told that instead of its oldest
/// lines. It is made by the model, behind an answer and beside the talk; by us where the model
/// fails.
namespace tocsin::voice {

/// The oldest lines are told no more; what they said is put behind what was put in short before.
void PutInShort(Conversation& talk, std::size_t lines);
/// Asks the model to put the oldest lines in short, where there are so many that they will soon be
/// left out.
void AskRecap(TransitionBuilder& d);
/// False: the answer is to another question.
bool TakeRecap(TransitionBuilder& d, const QuestionAnswered& input);

}  // namespace tocsin::voice
