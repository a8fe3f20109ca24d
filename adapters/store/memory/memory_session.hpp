#pragma once

#include <memory>

#include "adapters/store/memory/memory_tables.hpp"

namespace tocsin {

/// Shares the tables with every other session; thread-safe, unlike those of a database.
std::unique_ptr<StoreSession> MakeMemorySession(std::shared_ptr<MemoryTables> tables);

}  // namespace tocsin
