#pragma once

#include <cstddef>
#include <vector>

#include "adapters/store.hpp"
#include "schemas/result.hpp"

namespace tocsin {

inline constexpr std::size_t kMaxRunStateBytes = 1 << 20;

/// What every store refuses before it looks at its data. kInvalid: a run's state is too large
/// (names the run). kInternal: a run, position, question, call, attempt or timer is named twice.
Status CheckBatch(const Batch& batch);

/// InboxWrite::event of those whose id stands earlier in the same batch.
std::vector<std::size_t> RepeatedEvents(const Batch& batch);

}  // namespace tocsin
