#pragma once

#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin::bridge {

/// Standard alphabet with padding.
std::string ToBase64(std::string_view bytes);
/// Padding may be left out. kInvalid: anything else than base64.
Result<std::string> FromBase64(std::string text);

}  // namespace tocsin::bridge
