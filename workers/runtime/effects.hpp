#pragma once

#include <chrono>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "workers/runtime/effect_kind.hpp"
#include "workers/runtime/effect_turns.hpp"
#include "workers/runtime/handler.hpp"

namespace tocsin::runtime {

/// Of the signal that a lane's rest is over.
inline constexpr std::string_view kEffectRestedEnding = ".rested";

/// An effect whose answer is being decided.
struct SettledEffect {
  EffectRow row;
  std::shared_ptr<const EffectWork> work;  ///< of the effect's kind; null when it could not be read
  json::value result;
  EffectEnd end = EffectEnd::kDone;
  Duration again_in{0};  ///< kAgain
};

/// Executes the stored effects of a shard's partitions: a lane for each destination, so that a dead
/// one holds up nobody else, attempts with growing pauses, deadlines. A lane whose destination has
/// not answered a few times in a row is asked one thing at a time until it does.
///
/// Answers come back through the one door, as Signal{owner: the run, or the effect where no run
/// waits; kind: "KIND.result"}; what is due later comes as "KIND.due", the end of a lane's rest as
/// "KIND.rested". The handler gives all of them to Decide. A row that no run guards is held at the
/// attempt that was read: a process that was stopped meanwhile can neither bring back what is over
/// nor end it twice. After a crash an effect is begun again, under the same id.
///
/// One for each handler, on its shard's thread; answers that come after it is gone are dropped.
class Effects {
 public:
  Effects(ShardServices& services, std::vector<std::unique_ptr<EffectKind>> kinds);
  ~Effects();
  Effects(const Effects&) = delete;
  Effects& operator=(const Effects&) = delete;

  /// Stored effects that were taken over or found: begins those that are not known here. Those of
  /// other partitions are their owner's; those of kinds that are not known stay for a program that
  /// knows them.
  void Take(const std::vector<EffectRow>& rows);
  std::vector<EffectId> Known() const;
  /// Destinations that something is under way to, or that did not answer; of the latter no more
  /// than a thousand are remembered.
  std::size_t Lanes() const { return lanes_.size(); }

  /// Whether Decide is for the signal.
  bool IsMine(const Signal& signal) const;
  /// Of a new batch, before its first Decide.
  void BeginBatch() { acted_.clear(); }
  /// Writes to the batch what the signal comes to: for an effect that no run guards also its next
  /// attempt or its removal. Gives what the handler has to do with an answer, if anything.
  std::optional<SettledEffect> Decide(const Signal& signal, BatchWriter& out);
  /// The effect, while it is pending here.
  std::optional<SettledEffect> Find(const EffectId& id) const;

  /// Rules of lanes may have changed.
  void Resume();

  void OnCommitted(const Batch& batch);
  void OnRejected(const CommitOutcome& outcome);
  /// Whoever owns them next begins them again. Where that is this shard, the requests that were
  /// made already are enough.
  void OnLost(const std::vector<int>& partitions);

 private:
  struct Pending {
    EffectRow row;
    EffectKind* kind = nullptr;
    std::shared_ptr<EffectWork> work;
    std::optional<EffectTurn> turn = {};
  };
  /// A request that was made, until what its answer comes to is stored: whatever is decided again
  /// meanwhile, nobody asks a second time.
  struct Request {
    int attempt = 1;
    std::optional<json::value> result = {};
  };
  struct Lane {
    std::deque<EffectId> ready;
    std::size_t under_way = 0;
    int unanswered = 0;  ///< in a row
    std::optional<TimePoint> rests_until = {};
    bool wakes = false;  ///< the end of its rest will be told
  };
  /// The way back from other threads; shut when the effects go.
  struct Door {
    std::mutex mutex;
    ShardServices* services = nullptr;
    Effects* effects = nullptr;
  };

  EffectKind* KindOf(std::string_view name) const;
  /// Keeps a stored row; false when it is not for here.
  bool Admit(const EffectRow& row);
  /// Begins it, now or when it is due, where it is its turn.
  void Start(const Pending& pending);
  void Line(const Pending& pending);
  void Pump(const std::string& lane);
  /// How many more may be begun now.
  std::size_t Room(Lane& lane, const std::string& name, const Pending& next);
  void WakeAfterRest(const std::string& name, const Pending& next, TimePoint when);
  void Begin(const Pending& pending, const std::string& lane);
  void OnAnswer(const EffectId& id, int attempt, const std::string& lane, double seconds,
                EffectAnswer answer);
  void NoteHealth(Lane& lane, const std::string& name, bool reached, const Pending* asked);
  void Wake();
  void EnterResult(const Pending& pending, const json::value& result);
  /// It is too late for an attempt.
  void EnterLate(const Pending& pending, std::optional<TimePoint> when);
  Signal ResultOf(const Pending& pending, const json::value& result) const;
  void Forget(const EffectId& id);

  ShardServices& services_;
  std::vector<std::unique_ptr<EffectKind>> kinds_;
  std::map<EffectId, Pending> pending_;
  std::map<EffectId, Request> requests_;
  std::map<std::string, Lane> lanes_;
  EffectTurns turns_;
  std::set<std::string> rested_;  ///< lanes whose rest ended in the batch in hand
  /// Of the batch in hand: a second signal for one row (of before and after a reload) is no second
  /// attempt. True: its answer was used.
  std::map<EffectId, bool> acted_;
  std::shared_ptr<Door> door_;  ///< shared with the requests under way
};

}  // namespace tocsin::runtime
