#pragma once

#include <memory>

#include "adapters/store/memory/memory_store.hpp"

namespace tocsin::fakes {

/// What a rehearsal is given as its store; link the room `store_memory`.
inline std::unique_ptr<Store> MakeScratchStore(const Clock& clock) {
  auto store = std::make_unique<MemoryStore>(clock);
  Check(store->Migrate().has_value(), "the store in memory must migrate");
  return store;
}

}  // namespace tocsin::fakes
