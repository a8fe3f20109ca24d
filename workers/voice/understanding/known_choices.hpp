#pragma once

#include <vector>

#include "workers/voice/call/choice.hpp"
#include "workers/voice/languages/language.hpp"

namespace tocsin::voice {

/// Adds to well-known choices (approve, dismiss, ...) how they are said in the language, where
/// their author gave English phrases or none; phrases of the author's own stay in front and are
/// read out. In English nothing is added: there the author's phrases are what was meant.
void SayInLanguage(const Language& language, std::vector<Choice>& choices);

}  // namespace tocsin::voice
