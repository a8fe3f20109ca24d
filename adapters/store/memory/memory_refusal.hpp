#pragma once

#include <map>

#include "adapters/store/memory/memory_tables.hpp"

namespace tocsin {

struct Refusal {
  CommitOutcome outcome;  ///< kCommitted when there is no reason
  std::map<AttemptId, AttemptRow>
      attempts;                         ///< as the batch leaves them; meaningful where it has any
  std::map<AttemptId, SpendRow> spend;  ///< likewise
  PinTryRows pin_tries;                 ///< likewise
};

/// Why a batch cannot be committed to tables whose mutex is held; changes nothing.
Refusal FindRefusal(const MemoryTables& tables, const Batch& batch);

}  // namespace tocsin
