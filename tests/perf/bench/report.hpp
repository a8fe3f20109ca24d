#pragma once

#include <cstddef>
#include <vector>

namespace tocsin::perf {

/// What a benchmark came to.
struct Report {
  std::size_t wanted = 0;
  std::size_t seen = 0;
  long long repeats = 0;
  double seconds = 0;
  std::vector<double> latencies = {};

  /// One JSON line on stdout; gives the exit code, 0 when all that was wanted was seen.
  int Print();
};

}  // namespace tocsin::perf
