#include <unordered_map>
#include <unordered_set>

#include "adapters/store/array_parameter.hpp"
#include "adapters/store/commit_part.hpp"

namespace tocsin::postgres {

void AddHeldEffects(CommitParts& parts, const Batch& batch) {
  if (batch.effects_held.empty()) return;
  const auto rows = SortedBy(batch.effects_held, [](const EffectHold& hold) { return hold.id; });
  parts.emplace_back('h', "commit_held_effects_v3")
      .Add("held_id", Column(rows, [](const EffectHold& hold) { return Uuid(hold.id); }))
      .Add("held_attempt", Column(rows, [](const EffectHold& hold) { return hold.attempt; }));
}

/// The last of each id counts; those of runs that are over are not begun.
void AddEffects(CommitParts& parts, const Batch& batch) {
  if (batch.effects_added.empty() && batch.effects_removed.empty()) return;
  std::unordered_set<Uuid> ended;
  for (const RunWrite& run : batch.runs)
    if (IsOver(run.status)) ended.insert(run.id);
  std::unordered_map<Uuid, const EffectRow*> last;
  for (const EffectRow& effect : batch.effects_added) last[effect.id] = &effect;
  std::vector<const EffectRow*> rows;
  for (const EffectRow* effect :
       SortedBy(batch.effects_added, [](const EffectRow& row) { return row.id; })) {
    if (last[effect->id] == effect && !ended.contains(effect->run)) rows.push_back(effect);
  }
  const auto removed = SortedBy(batch.effects_removed, [](const EffectId& id) { return id; });
  parts.emplace_back('e', "commit_effects_v1")
      .Add("effect_id", Column(rows, [](const EffectRow& row) { return Uuid(row.id); }))
      .Add("effect_partition", Column(rows, [](const EffectRow& row) { return row.partition; }))
      .Add("effect_run", Column(rows, [](const EffectRow& row) { return Uuid(row.run); }))
      .Add("effect_kind", Column(rows, [](const EffectRow& row) { return Text{row.kind}; }))
      .Add("effect_attempt", Column(rows, [](const EffectRow& row) { return row.attempt; }))
      .Add("effect_due", Column(rows, [](const EffectRow& row) { return row.due_at; }))
      .Add("effect_request", Column(rows, [](const EffectRow& row) { return Bytes{row.request}; }))
      .Add("uneffect_id", Column(removed, [](const EffectId& id) { return Uuid(id); }));
}

}  // namespace tocsin::postgres
