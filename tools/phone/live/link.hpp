#pragma once

#include <optional>

#include "schemas/time.hpp"

namespace tocsin::phone {

/// Troubles of one media socket.
struct StreamFaults {
  Duration handshake_delay{};         ///< before it is opened
  std::optional<Duration> cut_after;  ///< of us heard: then the connection is dropped
  Duration stall{};                   ///< from the third second on nothing comes, then all at once
  bool duplicate = false;             ///< each message of sound comes twice
  bool no_marks = false;              ///< marks never come back
  bool unsigned_handshake = false;
  bool half_message = false;        ///< one message of the second second is cut in its middle
  bool stop_without_close = false;  ///< after stop the socket stays open for ten seconds
};

/// The person's network.
struct LinkTrouble {
  Duration jitter{};  ///< each message comes up to this later, in order
  double loss = 0;    ///< share of messages that never come
};

}  // namespace tocsin::phone
