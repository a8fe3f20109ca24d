#pragma once

#include <cstddef>
#include <vector>

namespace tocsin::jq {

/// All places where a part of `part_size` is in a whole of `whole_size`; they may overlap. Takes
/// time that grows with both and not with their product (Knuth, Morris, Pratt). `same(i, k)`:
/// whether the whole's item i is the part's item k; `same_in_part(i, k)` the same of the part
/// alone; `found(place)`: whether to go on.
template <class Same, class SameInPart, class Found>
void FindOverlapping(std::size_t whole_size, std::size_t part_size, Same&& same,
                     SameInPart&& same_in_part, Found&& found) {
  if (part_size == 0 || part_size > whole_size) return;
  // Of the part's first items the longest ending that it begins with, shorter than they are.
  std::vector<std::size_t> shorter(part_size + 1, 0);
  std::size_t held = 0;
  for (std::size_t i = 1; i < part_size; ++i) {
    while (held > 0 && !same_in_part(i, held)) held = shorter[held];
    if (same_in_part(i, held)) ++held;
    shorter[i + 1] = held;
  }
  held = 0;
  for (std::size_t i = 0; i < whole_size; ++i) {
    while (held > 0 && (held == part_size || !same(i, held))) held = shorter[held];
    if (same(i, held)) ++held;
    if (held == part_size && !found(i + 1 - part_size)) return;
  }
}

}  // namespace tocsin::jq
