#pragma once

#include <memory>
#include <string>

#include "adapters/speech/program_voice.hpp"

namespace tocsin::speech {

/// Festival (Debian: festival, festvox-us-slt-hts), kept running: each worker has a process, which
/// is started again when it dies or a sentence takes three seconds. English. Text goes to it as
/// data: letters, digits and the marks of a sentence in a string; nothing else gets through, so
/// that no parenthesis or quote of an alert is ever evaluated. kNotFound: the program or its voice
/// is not installed.
Result<std::unique_ptr<TextToSpeech>> MakeFestival(std::size_t processes = 2);

/// What of a text festival is given.
std::string FestivalText(std::string_view text);

}  // namespace tocsin::speech
