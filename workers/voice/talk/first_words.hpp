#pragma once

#include <string>
#include <vector>

#include "schemas/time.hpp"
#include "workers/voice/call/call.hpp"
#include "workers/voice/call/voice_settings.hpp"

/// What is known of a talk before it is held, so that its sound can be made ahead. Pure.
namespace tocsin::voice {

/// The lines with which a call begins that a person answers now.
std::vector<std::string> FirstWords(const Call& call, TimePoint now, const VoiceSettings& settings);

/// What a call that asks for these choices says, whatever is answered: its first words where `say`
/// is known, what may be answered, how each choice is read back, and what follows it.
std::vector<std::string> WordsAhead(const Call& call);

}  // namespace tocsin::voice
