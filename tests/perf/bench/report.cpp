#include "tests/perf/bench/report.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace tocsin::perf {
namespace {

/// Records tell whole milliseconds: those that are equal are taken as spread evenly over their
/// millisecond, so that a ratio of two short latencies says something. NaN of nothing.
double Percentile(std::vector<double>& values, double share) {
  if (values.empty()) return std::nan("");
  const auto at = static_cast<std::ptrdiff_t>(share * static_cast<double>(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  const double value = values[static_cast<std::size_t>(at)];
  const auto below = std::ranges::count_if(values, [&](double one) { return one < value; });
  const auto equal = std::ranges::count(values, value);
  const double part = (static_cast<double>(at - below) + 0.5) / static_cast<double>(equal);
  return std::max(0.1, value - 0.5 + part);
}

}  // namespace

int Report::Print() {
  const double rate = seconds > 0 ? static_cast<double>(seen) / seconds : 0;
  std::printf(R"({"sent":%zu,"seen":%zu,"repeats":%lld,"seconds":%.3f,"rate":%.0f)", wanted, seen,
              repeats, seconds, rate);
  if (!latencies.empty())
    std::printf(R"(,"p50_ms":%.1f,"p99_ms":%.1f,"max_ms":%.1f)", Percentile(latencies, 0.50),
                Percentile(latencies, 0.99), Percentile(latencies, 1));
  std::printf("}\n");
  return seen == wanted ? 0 : 1;
}

}  // namespace tocsin::perf
