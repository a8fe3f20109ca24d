#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// What is wrong with a PIN as it is set up, or "": 4 to 12 digits. Never holds the PIN.
std::string FaultOfPin(std::string_view text);

}  // namespace tocsin
