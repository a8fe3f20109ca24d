#include "adapters/expression/similar.hpp"

#include <algorithm>
#include <numeric>

namespace tocsin::jq {
namespace {

/// Letters to add, take away, change or swap with the next.
std::size_t EditsBetween(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1);
  std::vector<std::size_t> row(b.size() + 1);
  std::vector<std::size_t> next(b.size() + 1);
  std::iota(row.begin(), row.end(), 0);
  for (std::size_t i = 1; i <= a.size(); ++i) {
    next[0] = i;
    for (std::size_t k = 1; k <= b.size(); ++k) {
      next[k] =
          std::min({row[k] + 1, next[k - 1] + 1, row[k - 1] + (a[i - 1] == b[k - 1] ? 0 : 1)});
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
        next[k] = std::min(next[k], before[k - 2] + 1);
    }
    before.swap(row);
    row.swap(next);
  }
  return row[b.size()];
}

}  // namespace

std::string MostSimilar(std::string_view name, const std::vector<std::string>& known) {
  constexpr std::size_t kLongestName = 64;
  if (name.size() > kLongestName) return {};
  const auto bare = [](std::string_view text) { return text.substr(0, text.find('/')); };
  std::string best;
  std::size_t fewest = std::max<std::size_t>(1, bare(name).size() / 3) + 1;
  for (const auto& candidate : known) {
    if (candidate.size() > kLongestName) continue;
    // The same name with other arguments is nearer than any other name.
    const bool same = bare(candidate) == bare(name);
    const std::size_t edits = same ? 0 : EditsBetween(bare(name), bare(candidate));
    if (edits < fewest) {
      fewest = edits;
      best = candidate;
    }
  }
  return best;
}

}  // namespace tocsin::jq
