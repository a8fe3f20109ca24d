#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/websocket.hpp"
#include "schemas/result.hpp"

namespace tocsin::speech {

/// What a message of a service says of the sentence that is being spoken.
struct SpokenBit {
  std::string sound = {};  ///< bytes of it
  bool end = false;        ///< that was all of it
};

/// How a service that speaks over a WebSocket is spoken to: one socket, one sentence after the
/// other. Without a clock or a socket. Of one socket; its loop.
class SpeakingDialect {
 public:
  virtual ~SpeakingDialect() = default;
  /// Has a sentence spoken: text messages.
  virtual std::vector<std::string> Speak(const std::string& text) = 0;
  /// An error is the service's own, or a message that is none: the socket is given up.
  virtual Result<SpokenBit> Read(WebSocketKind kind, std::string_view bytes) = 0;
  /// Nobody wants the rest of the sentence.
  struct Stop {
    std::string message = {};
    enum class Then {
      kClose,  ///< the socket is of no more use
      kWait,   ///< until its end has come, the socket is not free
      kFree,   ///< what still comes of it is known and left out
    } then = Then::kClose;
  };
  virtual Stop GiveUp() { return {}; }
  /// Sent before the socket is closed; empty: nothing.
  virtual std::string Goodbye() const { return {}; }
  /// The service closes the socket with the sentence.
  virtual bool OneSentence() const { return false; }
};

}  // namespace tocsin::speech
