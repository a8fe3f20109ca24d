#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "adapters/loop.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/deepgram_listen.hpp"
#include "adapters/speech/hearing_dialect.hpp"
#include "adapters/websocket.hpp"

namespace tocsin::speech {

/// Deepgram's models of the kind Flux, which say where a turn ends
/// (https://developers.deepgram.com/docs/flux/state,
/// https://developers.deepgram.com/docs/flux/force-end-turn):
///
///   GET wss://api.deepgram.com/v2/listen?model=flux-general-en&encoding=mulaw&sample_rate=8000
///   us:   mu-law; {"type":"ForceEndTurn"}, {"type":"CloseStream"}
///   them: Connected; TurnInfo {event: StartOfTurn | Update | EagerEndOfTurn | TurnResumed |
///         EndOfTurn, turn_index, audio_window_end, transcript, words[] {word, confidence},
///         trigger}; Warning; Error {code, description}
///
/// A sentence of ours may be several turns of Flux; only what a turn that has ended says is
/// settled. There is no keep-alive message: a tenth of a second of silence is sent. The model names
/// its language: one that ends in -en hears English, another one is given the call's language as a
/// hint.
std::unique_ptr<SpeechToText> MakeDeepgramFlux(DeepgramListenOptions options,
                                               WebSocketClient& client, Loop& loop);

/// "flux-general-en" is one.
bool IsFlux(std::string_view model);

/// What it says on its sockets.
std::unique_ptr<HearingDialect> MakeFluxDialect();

}  // namespace tocsin::speech
