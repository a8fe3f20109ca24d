#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/loop.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/hearing_dialect.hpp"
#include "adapters/websocket.hpp"
#include "schemas/json.hpp"
#include "schemas/secret.hpp"

namespace tocsin::speech {

struct DeepgramListenOptions {
  std::string api_url = "https://api.deepgram.com";
  Secret api_key;
  std::string model;  ///< "nova-3"
  std::vector<std::string> languages = {"en", "de", "es", "hi"};
  double least_confidence = 0.5;
  /// Whatever of `languages` is spoken is heard, and told.
  bool detect_language = false;
  double second_price = 0;  ///< 0: it has none
  // Of Flux alone; 0: as Deepgram has it.
  double end_of_turn = 0;        ///< how sure it must be that a turn has ended: 0.5 to 0.9
  double eager_end_of_turn = 0;  ///< from which on it says that a turn has perhaps ended; 0: never
};

/// Deepgram's models of the kind Nova, as they hear a stream
/// (https://developers.deepgram.com/reference/speech-to-text/listen-streaming):
///
///   GET wss://api.deepgram.com/v1/listen?model&language&encoding=mulaw&sample_rate=8000&...
///   Authorization: Token KEY
///   us:   mu-law; {"type":"KeepAlive"}, {"type":"Finalize"}, {"type":"CloseStream"}
///   them: Results {is_final, speech_final, from_finalize, start, duration,
///                  channel.alternatives[0] {transcript, words[] {confidence, end}}},
///         SpeechStarted, UtteranceEnd, Metadata, Error {variant, description}
///
/// What the settled results (is_final) of a sentence have is joined. Deepgram holds it for ended at
/// speech_final or UtteranceEnd, whichever comes first; the other one says nothing new.
std::unique_ptr<SpeechToText> MakeDeepgramListen(DeepgramListenOptions options,
                                                 WebSocketClient& client, Loop& loop);

/// What it says on its sockets.
std::unique_ptr<HearingDialect> MakeNovaDialect();

/// "wss://api.deepgram.com/v1/listen?..." for a language.
std::string DeepgramListenUrl(const DeepgramListenOptions& options, std::string_view language);

/// A number of a message of Deepgram's; 0: it has none there.
double DeepgramNumber(const json::object& from, std::string_view name);
/// A place in the stream, in samples, of seconds as its messages tell it.
std::uint64_t DeepgramPlace(double seconds);
/// Counts words of a message by their language: of each word (Nova), else of the whole (Flux).
void CountLanguages(const json::object& from, SentenceHeard& sentence);
/// A sentence's bytes as Deepgram takes them: mu-law.
std::string MuLawBytes(SoundView sound);

}  // namespace tocsin::speech
