#pragma once

#include <memory>

#include "adapters/store/memory/memory_tables.hpp"

namespace tocsin {

std::unique_ptr<StoreDirectory> MakeMemoryDirectory(std::shared_ptr<MemoryTables> tables);

}  // namespace tocsin
