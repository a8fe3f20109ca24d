#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "adapters/store.hpp"
#include "workers/runtime/handler.hpp"

namespace tocsin::runtime {

/// What a shard drained as one batch, not looked at yet: reading a record may be what ends the
/// process.
struct Haul {
  std::vector<ShardInput> inputs;
  std::vector<Record> records;

  bool Empty() const { return inputs.empty() && records.empty(); }
};

/// Names an input; the same input has the same name after a restart, in any process.
std::string NameOf(const ShardInput& input);
std::string NameOf(const Record& record);

/// Which inputs were in hand when a process ended uncleanly, and what is done with them. While
/// nothing ended uncleanly it costs nothing: only a shard that watches notes what it has in hand.
/// Of one shard, on its thread.
class Suspicion {
 public:
  enum class Treatment {
    kTogether,  ///< as ever
    kAlone,     ///< while nothing else of the process is in hand
    kSetAside,  ///< not decided; the handler says what becomes of those who wait for it
    kDropped,   ///< that ended the process too: taken out, nothing more
  };
  struct Portion {
    Treatment treatment = Treatment::kTogether;
    Haul haul;
    /// Partition and name of each input.
    std::vector<std::pair<int, std::string>> inputs = {};
    bool from_bus = false;  ///< records only
  };

  void Taken(const std::vector<int>& partitions, const Tenure& tenure, TimePoint now);
  void Lost(const std::set<int>& partitions);
  bool Watching() const { return watching_; }
  /// The haul in order, cut so that each suspect is a portion of its own.
  std::vector<Portion> Divide(Haul haul, const std::set<int>& owned) const;
  /// What is in hand while the portion is.
  InHand NoteOf(const Portion& portion);
  /// The same once it is decided, where it was alone; else nothing.
  std::optional<InHand> NoteOfStoring() const;
  /// It is stored or taken out: none of its inputs is suspected any more.
  void Survived(const Portion& portion);
  /// Whether the last note must be taken back, now that nothing is in hand.
  bool NotesLeft() const { return noted_ || !cleared_.empty(); }
  InHand NothingInHand();
  /// Ends the watch when its time is over; the suspects that never came are none. Whoever comes
  /// again and again stays out.
  void Look(TimePoint now);

 private:
  Treatment TreatmentOf(const std::string& name) const;

  struct Suspect {
    std::set<int> partitions;
    int decided = 0;
    int stored = 0;
  };
  std::map<std::string, Suspect> suspects_;
  std::vector<std::string> cleared_;
  InHand in_hand_;  ///< as last noted
  bool watching_ = false;
  bool noted_ = false;
  TimePoint until_{};
};

}  // namespace tocsin::runtime
