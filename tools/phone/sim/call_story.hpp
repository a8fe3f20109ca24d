#pragma once

#include <functional>
#include <string>

#include "tools/phone/sim/call_record.hpp"

namespace tocsin::phone {

/// Takes one line of text, without its end. Loop thread only.
using Teller = std::function<void(const std::string& line)>;

/// What happens on the line, as somebody who watches would tell it: "+15559876543 rings".
std::string TellState(const CallRecord& record);
/// "+15559876543 hears "Hello ..."": spoken text stands in quotes, on one line whatever is in it.
std::string TellUtterance(const CallRecord& record, const Utterance& utterance);

}  // namespace tocsin::phone
