#pragma once

#include <string>

#include "tools/phone/sim/call_record.hpp"
#include "tools/phone/sim/script.hpp"

namespace tocsin::phone {

struct Detection {
  Duration after{};  ///< counted from the answer
  std::string answered_by;
};

/// What answering-machine detection finds out about who answered.
Detection Detect(const Behaviour& behaviour, const CallOrder& order);

}  // namespace tocsin::phone
