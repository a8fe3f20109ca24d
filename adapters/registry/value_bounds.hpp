#pragma once

#include <cstddef>

namespace tocsin::registry {

/// The most that a value may come to as JSON, whatever its bytes claim: a few of them may stand for
/// very much.
inline constexpr std::size_t kMostText = std::size_t{8} << 20;
inline constexpr std::size_t kMostValues = 1'000'000;

}  // namespace tocsin::registry
