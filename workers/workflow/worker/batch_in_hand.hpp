#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include "schemas/json.hpp"
#include "workers/workflow/engine/decide.hpp"
#include "workers/workflow/language/definition_set.hpp"
#include "workers/workflow/worker/run_cache.hpp"

namespace tocsin::workflow {

/// What the workflow worker holds for one batch, from its preparation to its commit. It is emptied
/// for each batch, not made anew: what its maps have allocated for their places is kept.
struct BatchInHand {
  /// A run that this batch changes.
  struct Staged {
    LiveRun live;
    RunWrite write;
    json::array history;
    std::vector<EffectRow> effects;
    std::vector<EffectId> effects_removed;
    std::optional<TimePoint> wake_at;  ///< its only timer: the earliest
    Duration took{};                   ///< of a run that is over
    std::string trace = {};            ///< of one that is over, where it is kept
  };
  struct ChildStart {
    RunId parent;
    RunStart start;
  };
  struct ChildEnd {
    RunId parent;
    RunEnded ended;
  };

  /// Another batch, or the same once more.
  void Begin(std::shared_ptr<const DefinitionSet> in_force) {
    set = std::move(in_force);
    loaded.clear();
    failed.clear();
    unreadable.clear();
  }
  /// Decisions begin from what is loaded.
  void ForgetStaged() {
    staged.clear();
    staged_order.clear();
    staged_keys.clear();
    family_steps.clear();
    children_started = 0;
  }
  Staged& Stage(const RunId& id, Staged&& run) {
    staged_order.push_back(id);
    return staged.insert_or_assign(id, std::move(run)).first->second;
  }
  /// It was not stored, and comes once more.
  void Rejected() {
    staged.clear();
    staged_order.clear();
    loaded.clear();
  }
  void Committed() {
    Rejected();
    taken.clear();
    existing.clear();
  }

  std::shared_ptr<const DefinitionSet> set;   ///< in force; shared with the book
  std::unordered_map<RunId, LiveRun> loaded;  ///< read for it
  std::unordered_map<RunId, LiveRun> failed;  ///< the same, runs that are to be retried
  std::set<RunId> unreadable;                 ///< live runs of which nothing can be made

  std::uint32_t ordinal = 0;  ///< of the input in hand
  std::unordered_map<RunId, Staged> staged;
  std::vector<RunId> staged_order;
  std::map<std::string, RunId, std::less<>> staged_keys;
  std::deque<std::variant<ChildStart, ChildEnd, ChildControl>> family_steps;
  bool settling = false;
  std::size_t children_started = 0;

  // What it was rejected for, until it is stored.
  std::unordered_map<RunId, RunId> taken;  ///< new run id -> the live run that has its key
  std::set<RunId> existing;                ///< new run ids that are stored already
};

}  // namespace tocsin::workflow
