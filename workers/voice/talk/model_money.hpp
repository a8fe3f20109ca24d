#pragma once

#include <vector>

#include "adapters/language.hpp"
#include "workers/voice/call/transition_builder.hpp"

/// What a language model's answers cost.
namespace tocsin::voice {

/// Holds the most that the answer to the question of this number may cost; false: there is not so
/// much left, which the call's log tells. Where it is not known what was spent it is held all the
/// same: a commit that the budget refuses would be decided in the same way again and again.
bool HoldsMoney(TransitionBuilder& d, int number, const std::vector<LanguageMessage>& messages,
                const std::vector<LanguageTool>& tools = {});
/// It is known what it cost. What the engine does not tell stays held.
void SettleAnswer(TransitionBuilder& d, const QuestionAnswered& input);

/// Answers of a service on the line took so much that nobody was told of: they were cut off before
/// a word of them, or given up. It counts for the question that is given up with them, or with the
/// next one.
void SettleCut(TransitionBuilder& d, const LanguageUsage& tokens);

}  // namespace tocsin::voice
