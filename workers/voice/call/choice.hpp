#pragma once

#include <string>
#include <vector>

#include "schemas/events/choice.hpp"

namespace tocsin::voice {

/// One answer that the person may give, as events carry it. On a call its phrases are never empty
/// (WithPhrases): read out is the first.
using events::Choice;

/// Fills in the phrases of choices that have none: their ids in words.
std::vector<Choice> WithPhrases(std::vector<Choice> choices);

/// How it is spoken: "approve".
inline const std::string& LabelOf(const Choice& choice) { return choice.phrases.front(); }

/// Keys decide for it at once; speech does only when machine detection said human. Every other
/// choice is read back and needs a key or a second phrase.
inline bool DecidesAtOnce(const Choice& choice) { return choice.confirm == events::kConfirmNone; }
/// It is confirmed with the contact's PIN, and by nothing else.
inline bool NeedsPin(const Choice& choice) { return choice.confirm == events::kConfirmPin; }

}  // namespace tocsin::voice
