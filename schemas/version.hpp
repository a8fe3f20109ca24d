#pragma once

#include <string_view>

namespace tocsin {

/// The release, as CMakeLists.txt names it ("0.1.0").
std::string_view Version();

}  // namespace tocsin
