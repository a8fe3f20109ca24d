#pragma once

#include <string>

#include "schemas/result.hpp"
#include "tools/phone/live/sound.hpp"

namespace tocsin::phone {

/// A text spoken by a program. `voice`: empty (the first program that is installed), `festival`,
/// `flite:NAME` or `espeak:NAME`; another word is a voice of flite, or else of espeak-ng. The text
/// goes to the program's standard input, never into a command. kTransient: no program, or it
/// failed. Blocks; ten seconds at most.
Result<Samples> SpokenText(const std::string& text, const std::string& voice);

}  // namespace tocsin::phone
