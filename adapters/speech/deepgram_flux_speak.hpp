#pragma once

#include <memory>
#include <string_view>

#include "adapters/loop.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/deepgram_speak.hpp"
#include "adapters/speech/speaking_dialect.hpp"
#include "adapters/websocket.hpp"

namespace tocsin::speech {

/// Deepgram's voices of the kind Flux, over a socket whose turns are sentences
/// (https://developers.deepgram.com/reference/text-to-speech/speak-flux):
///
///   GET wss://api.deepgram.com/v2/speak?model=flux-alexis-en&encoding=mulaw&sample_rate=8000
///   us:   {"type":"Speak","text"}, {"type":"Flush"}, {"type":"Interrupt"}, {"type":"Close"}
///   them: Connected; SpeechStarted, sound in binary messages, Flushed, SpeechMetadata;
///         SpeechInterrupted; Warning {code, description}; Error {code, description}
///
/// A sentence that is given up is interrupted, and its socket is free when the service says so.
/// What was heard of it is reckoned here from the sound that was played, for one turn of a person
/// is several sentences, so no offset is told. kInvalid: a name that is none.
Result<std::unique_ptr<TextToSpeech>> MakeDeepgramFluxSpeak(DeepgramSpeakOptions options,
                                                            WebSocketClient& client, Loop& loop,
                                                            Metrics& metrics);

/// What it says on its sockets.
std::unique_ptr<SpeakingDialect> MakeFluxSpeakDialect();

}  // namespace tocsin::speech
