#pragma once

#include <memory>

#include "adapters/speech/program_voice.hpp"

namespace tocsin::speech {

/// espeak-ng as a program, one for each sentence, which it reads from its standard input: for
/// languages that no better voice speaks, and as the last resort. kNotFound: not installed.
Result<std::unique_ptr<TextToSpeech>> MakeEspeak(std::size_t at_once = 2);

}  // namespace tocsin::speech
