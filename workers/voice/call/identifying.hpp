#pragma once

#include "schemas/events/led_calls.hpp"
#include "workers/voice/call/call.hpp"

namespace tocsin::voice {

/// Whether keys that are pressed in the call now may be a PIN that says who calls.
inline bool MayIdentify(const Call& call) {
  return call.step && call.step->act == events::kStepIdentify;
}

}  // namespace tocsin::voice
