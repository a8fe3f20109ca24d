#pragma once

#include <string_view>

namespace tocsin {

/// Whether it begins as the address of something on the web does.
inline bool IsWebAddress(std::string_view text) {
  return text.starts_with("https://") || text.starts_with("http://");
}
/// What is said of an address that does not, behind its name.
inline constexpr std::string_view kNoWebAddress = " must begin with http:// or https://";

}  // namespace tocsin
