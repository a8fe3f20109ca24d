#pragma once

#include <memory>
#include <string>

#include "adapters/speech.hpp"
#include "adapters/speech/hearing_dialect.hpp"
#include "adapters/websocket.hpp"

namespace tocsin::speech {

/// What a service's socket is opened with.
struct HearingService {
  std::string name;  ///< "deepgram nova-3": for errors
  std::string url;   ///< ws:// or wss://, with its query
  HttpHeaders headers = {};
  std::string key_setting = {};   ///< that names the key: for a refusal
  double least_confidence = 0.5;  ///< a sentence with a word below it is doubtful
  /// From the end of a sentence, or from the opening where that comes later, to the answer.
  Duration answers_within = std::chrono::seconds(1);
  double second_price = 0;  ///< of sound that it was sent; 0: it has none
  MakeHearingDialect dialect;
};

/// A line's sentences over a socket that is kept open: opened at once, and again where it was lost
/// and somebody speaks. A sentence fails with the socket, when the service does not answer its end
/// within its time, and with an error of the service. `client` outlives it.
std::unique_ptr<SpeechStream> ListenOverSocket(Loop& loop, HearingService service,
                                               WebSocketClient& client, SpeechEvents to);

}  // namespace tocsin::speech
