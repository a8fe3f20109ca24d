#pragma once

#include <memory>
#include <string>

#include "adapters/loop.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/hearing_dialect.hpp"
#include "adapters/websocket.hpp"

namespace tocsin::speech {

struct VoskOptions {
  std::string url;              ///< "ws://127.0.0.1:2700"
  std::string language = "en";  ///< of its model
  double least_confidence = 0.5;
};

/// A Vosk server (https://github.com/alphacep/vosk-server, websocket/asr_server.py), which has one
/// model, so one language:
///
///   us:   {"config":{"sample_rate":8000,"words":true}}; samples of 16 bits; {"eof" : 1}
///   them: a message for each of sound: {partial} or {text, result[] {word, conf}}; after the end
///         one more of these, and it closes
///
/// Each sentence so has a socket of its own, and the next one's is opened ahead. What it may hear
/// (phrase_list) is never sent. Where it does not give `conf`, a sentence has no confidence.
std::unique_ptr<SpeechToText> MakeVosk(VoskOptions options, WebSocketClient& client, Loop& loop);

/// What it says on its sockets.
std::unique_ptr<HearingDialect> MakeVoskDialect();

}  // namespace tocsin::speech
