#pragma once

#include "adapters/websocket.hpp"
#include "schemas/result.hpp"

namespace tocsin::realtime {

/// What the end of a session's socket means, with words for people: `where` is empty.
Error ReadSocketEnd(const WebSocketEnd& end);

}  // namespace tocsin::realtime
