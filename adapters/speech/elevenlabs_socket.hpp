#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/loop.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/elevenlabs.hpp"
#include "adapters/speech/speaking_dialect.hpp"
#include "adapters/websocket.hpp"

namespace tocsin::speech {

/// ElevenLabs over its sockets. Most models have one with contexts, of which each sentence is one
/// (https://elevenlabs.io/docs/api-reference/multi-context-text-to-speech/v-1-text-to-speech-voice-id-multi-stream-input):
///
///   GET wss://api.elevenlabs.io/v1/text-to-speech/VOICE/multi-stream-input?model_id&...
///   us:   {text: " ", context_id, voice_settings}; {text, context_id, flush: true};
///         {context_id, close_context: true}; {close_socket: true}
///   them: {audio, contextId}; {isFinal: true, contextId}; {error, message, code}
///
/// A sentence that is given up frees the socket at once: what still comes of its context is left
/// out. Models of the kind v4 speak over the dialogue's socket alone, where giving up means closing
/// (https://elevenlabs.io/docs/api-reference/text-to-dialogue/v-1-text-to-dialogue-stream-input):
///
///   GET wss://api.elevenlabs.io/v1/text-to-dialogue/stream-input?model_id=eleven_v4&...
///   us:   {voices: [VOICE], voice_settings, inputs: [{text, voice_id}], close_socket: true}
///   them: {audio}; {is_final_audio_for_turn: true}; {is_final: true}, and it closes
std::unique_ptr<TextToSpeech> MakeElevenLabsSocket(ElevenLabsOptions options,
                                                   WebSocketClient& client, Loop& loop,
                                                   Metrics& metrics);

/// "eleven_v4" is asked over a socket in any case.
bool OnlyDialogue(std::string_view model);

/// What it says on its sockets; `settings` of the voice, perhaps empty.
std::unique_ptr<SpeakingDialect> MakeElevenLabsContexts(json::object settings);
std::unique_ptr<SpeakingDialect> MakeElevenLabsDialogue(std::string voice, json::object settings);

}  // namespace tocsin::speech
