#pragma once

#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin {

/// Standard alphabet with padding (RFC 4648, section 4).
std::string EncodeBase64(std::string_view bytes);
/// Padding may be left out. kInvalid: another length or other characters.
Result<std::string> DecodeBase64(std::string_view text);

}  // namespace tocsin
