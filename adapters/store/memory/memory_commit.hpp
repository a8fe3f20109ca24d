#pragma once

#include "adapters/store/memory/memory_tables.hpp"

namespace tocsin {

/// One commit on tables whose mutex is held: looks for every refusal first, then writes.
Result<CommitOutcome> CommitToMemory(MemoryTables& tables, const Batch& batch);

}  // namespace tocsin
