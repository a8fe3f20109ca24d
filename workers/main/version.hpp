#pragma once

namespace tocsin {
inline constexpr const char* kVersion = "0.1.0";
}
