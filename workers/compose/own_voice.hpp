#pragma once

#include <memory>
#include <string>

#include "adapters/http.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/voices.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// Who speaks where the carrier does not: the Sesame service, where one is set; else the voice that
/// speech.tts names, or several in order; with what it said kept. No voice: neither is set. Takes a
/// second for a voice that is a program. kNotFound: it is not installed. `client` and what the
/// ground holds outlive it.
Result<speech::Voices> MakeOwnVoice(const SpeechSettings& speech, HttpClient& client,
                                    const speech::VoiceGround& ground);

}  // namespace tocsin::compose
