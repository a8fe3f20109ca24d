#pragma once

#include <string_view>

namespace tocsin::voice {

/// The main tag ("de") of the one language that somebody wants to go on in: "auf Deutsch bitte",
/// "can we speak Spanish?", in any of the languages that calls are held in. Empty: no such wish, a
/// refusal ("not in English"), two languages, or a longer sentence that only mentions one.
std::string_view LanguageAskedFor(std::string_view speech);

}  // namespace tocsin::voice
