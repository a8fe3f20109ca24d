#pragma once

#include <string>
#include <vector>

#include "workers/voice/worker/sounds_ahead.hpp"
#include "workers/workflow/language/definition_set.hpp"

namespace tocsin::compose {

/// What workflows in force will say for certain: the texts of `voice.say` and `voice.answer`, and
/// what `voice.ask` says of its choices, as far as they stand there as they are; what an expression
/// makes is known in a run only. `language`: of calls that name none.
std::vector<voice::LinesAhead> WordsAheadOf(const workflow::DefinitionSet& set,
                                            const std::string& language);

}  // namespace tocsin::compose
