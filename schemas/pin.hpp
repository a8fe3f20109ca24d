#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tocsin {

/// What is wrong with a PIN as it is set up, or "": 4 to 12 digits. Never holds the PIN.
std::string FaultOfPin(std::string_view text);

/// Shorter ones confirm, but tell nobody who it is that calls: they could be guessed.
inline constexpr std::size_t kShortestIdentifyingPin = 6;

}  // namespace tocsin
