#pragma once

#include <string>

#include "adapters/store.hpp"

namespace tocsin::rehearsal {

/// All that a batch stores and sends: two batches do the same when their texts are the same.
std::string TextOfBatch(const Batch& batch);

}  // namespace tocsin::rehearsal
