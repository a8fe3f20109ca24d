#pragma once

#include <vector>

#include "adapters/language.hpp"
#include "workers/voice/call/transition_builder.hpp"

/// What a language model's answers cost.
namespace tocsin::voice {

/// Holds the most that the answer to the question of this number may cost; false: there is not so
/// much left, which the call's log tells.
bool HoldsMoney(TransitionBuilder& d, int number, const std::vector<LanguageMessage>& messages);
/// It is known what it cost. What the engine does not tell stays held.
void SettleAnswer(TransitionBuilder& d, const QuestionAnswered& input);

}  // namespace tocsin::voice
