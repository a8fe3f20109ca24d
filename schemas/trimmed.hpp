#pragma once

#include <string_view>

namespace tocsin {

/// The text without these characters at its begin and end; lives as long as it.
constexpr std::string_view Trimmed(std::string_view text, std::string_view around = " \t\r\n") {
  const auto first = text.find_first_not_of(around);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(around) - first + 1);
}

}  // namespace tocsin
