#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

#include "workers/runtime/effect_kind.hpp"

namespace tocsin::runtime {

/// Whose turn it is among the effects that must follow each other. On its shard's thread.
class EffectTurns {
 public:
  /// Of a lane; the same effect again is a no-op.
  void Join(const std::string& lane, const EffectTurn& turn, const EffectId& id);
  /// Whether it is this effect's turn. Where nobody's it is, the first in place gets it.
  bool Has(const std::string& lane, const EffectTurn& turn, const EffectId& id);
  /// It is over, or another owner's. Gives whose turn it is now, if it was its own.
  std::optional<EffectId> Leave(const std::string& lane, const EffectTurn& turn,
                                const EffectId& id);

 private:
  struct Row {
    std::set<std::pair<decltype(EffectTurn::place), EffectId>> waiting;
    std::optional<EffectId> holder;
  };
  std::map<std::pair<std::string, std::string>, Row> rows_;  ///< by lane and key
};

}  // namespace tocsin::runtime
