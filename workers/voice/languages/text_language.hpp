#pragma once

#include <string_view>

namespace tocsin::voice {

/// The tag of the language that a sentence is written in: `tag` itself, unless it is plainly
/// another one that calls are held in ("de-DE"): by its script, or by several of its commonest
/// words and none of the expected language.
std::string_view LanguageOfText(std::string_view sentence, std::string_view tag);

}  // namespace tocsin::voice
