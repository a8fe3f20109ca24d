#pragma once

#include <string_view>

namespace tocsin {

/// The release, as CMakeLists.txt names it ("0.1.0"), or the one that is worked on ("0.2.0-dev").
std::string_view Version();

}  // namespace tocsin
