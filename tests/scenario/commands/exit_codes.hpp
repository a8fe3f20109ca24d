#pragma once

namespace tocsin {

/// What the programs promise of their exit codes.
inline constexpr int kDone = 0;
inline constexpr int kFailed = 1;
inline constexpr int kUsage = 2;
inline constexpr int kUnreachable = 3;

}  // namespace tocsin
