#pragma once

#include <deque>
#include <memory>
#include <string>

#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "tools/phone/live/call_tape.hpp"
#include "tools/phone/live/ear.hpp"
#include "tools/phone/live/voice_box.hpp"

namespace tocsin::phone {

/// What all live calls share: the thread of their sockets, the people's voices, the ear. Must
/// outlive the simulator's calls, and goes before its loop: what it makes is told there. Its
/// threads have ended once it is gone.
class LiveRoom {
 public:
  struct Options {
    std::string authorities_file = {};  ///< PEM, beside the system's authorities, for wss
    std::string ear = {};               ///< command of a recogniser (ear.hpp); empty: none
  };
  explicit LiveRoom(Options options);
  ~LiveRoom();

  tocsin::Loop& NetLoop() { return *loop_; }
  WebSocketClient& Client() { return *client_; }
  VoiceBox& Voices() { return voices_; }
  /// Null: nobody understands what is said.
  Ear* OwnEar() { return ear_.get(); }
  /// A tape that is kept: of older calls than the last hundred the sound is forgotten. Simulator's
  /// thread only.
  std::shared_ptr<CallTape> NewTape();

 private:
  std::unique_ptr<tocsin::Loop> loop_;
  std::unique_ptr<WebSocketClient> client_;
  std::unique_ptr<Ear> ear_;
  VoiceBox voices_;
  std::deque<std::weak_ptr<CallTape>> tapes_;
};

}  // namespace tocsin::phone
