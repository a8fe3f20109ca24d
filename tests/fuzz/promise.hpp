#pragma once

#include <cstdio>
#include <cstdlib>

namespace tocsin::fuzz {

/// Ends the process when a promise is broken, as a fault of memory would.
inline void Promise(bool kept, const char* what) {
  if (kept) return;
  std::fprintf(stderr, "a promise is broken: %s\n", what);
  std::abort();
}

}  // namespace tocsin::fuzz
