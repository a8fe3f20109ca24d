#include "workers/runtime/effect_turns.hpp"

namespace tocsin::runtime {

void EffectTurns::Join(const std::string& lane, const EffectTurn& turn, const EffectId& id) {
  rows_[{lane, turn.key}].waiting.emplace(turn.place, id);
}

bool EffectTurns::Has(const std::string& lane, const EffectTurn& turn, const EffectId& id) {
  const auto found = rows_.find({lane, turn.key});
  if (found == rows_.end()) return true;
  Row& row = found->second;
  if (!row.holder) row.holder = row.waiting.begin()->second;
  return *row.holder == id;
}

std::optional<EffectId> EffectTurns::Leave(const std::string& lane, const EffectTurn& turn,
                                           const EffectId& id) {
  const auto found = rows_.find({lane, turn.key});
  if (found == rows_.end()) return std::nullopt;
  Row& row = found->second;
  row.waiting.erase({turn.place, id});
  const bool had = row.holder == id;
  if (had) row.holder.reset();
  if (row.waiting.empty()) {
    rows_.erase(found);
    return std::nullopt;
  }
  if (!had) return std::nullopt;
  row.holder = row.waiting.begin()->second;
  return row.holder;
}

}  // namespace tocsin::runtime
