#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// The pointer to a member of what `base` points to (RFC 6901, section 3). An empty base is the
/// whole document.
std::string PointerTo(std::string_view base, std::string_view step);

}  // namespace tocsin
