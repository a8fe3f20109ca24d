#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tocsin::voice {

/// The calling code of a number with its plus: "+1", "+49", "+353"; empty when it is no number.
std::string CallingCode(std::string_view phone);
/// True when the number begins with one of the prefixes ("+1", "+4930", also "49" or "0049").
bool HasPrefix(std::string_view phone, std::span<const std::string> prefixes);

}  // namespace tocsin::voice
