#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tocsin {

/// "a, b and c", with " and " as `last`.
std::string InWords(std::span<const std::string_view> items, std::string_view last);

}  // namespace tocsin
