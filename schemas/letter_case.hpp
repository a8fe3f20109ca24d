#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// Of the letters A to Z; whatever the locale, all other bytes stay as they are.
std::string LowerCase(std::string_view text);
/// Equal when both are LowerCase: names of headers, schemes, media types.
bool EqualsIgnoringCase(std::string_view a, std::string_view b);

}  // namespace tocsin
