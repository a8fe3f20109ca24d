#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/effects.hpp"
#include "adapters/runs.hpp"
#include "schemas/ids.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

struct StoredOutbox {
  std::int64_t id = 0;
  int partition = 0;
  std::vector<OutgoingRecord> records;
  PartitionOffsets ends = {};  ///< OutboxWrite::ends; a former release wrote none
};

struct StoredTimer {
  std::string kind;
  Uuid owner;
  int partition = 0;
  TimePoint due_at;
};

/// What an owner needs to go on with partitions.
struct TakeOver {
  std::vector<std::pair<TopicPartition, std::int64_t>>
      positions;  ///< of this role and bus id, in these partitions
  std::string
      other_bus_id;  ///< not empty: positions exist for another log only (adopting is a command)
  std::vector<StoredOutbox> outbox;  ///< not yet known as delivered, in order
  std::vector<EffectRow> effects;    ///< pending
  std::vector<MailMatch> matches;    ///< left by a crash between commit and delivery
};

/// An input that was in hand when a former owner of its partition ended uncleanly.
struct SuspectInput {
  int partition = 0;
  std::string input;  ///< its name, opaque to the store
  /// At how many such ends nothing else was in hand in that process, and it was being decided, or
  /// decided and being stored.
  int decided = 0;
  int stored = 0;
};
/// What former owners of partitions left behind.
struct Tenure {
  bool unclean = false;  ///< at least one of them ended without giving its partitions back
  std::vector<SuspectInput> suspects;
};
/// What a shard has in hand, in place of what it had.
struct InHand {
  enum class Stage { kTogether, kDecidedAlone, kStoredAlone };  ///< alone in the whole process
  std::vector<std::pair<int, std::string>> inputs;              ///< partition, name
  Stage stage = Stage::kTogether;
  std::vector<std::string> cleared;  ///< no suspects any more
};

/// What a session does for the owner of partitions.
class OwnershipStore {
 public:
  virtual ~OwnershipStore() = default;
  virtual Result<TakeOver> TakeOverPartitions(std::string_view role, std::string_view bus_id,
                                              const std::vector<int>& partitions) = 0;

  /// The partitions are `holder`'s (one life of a process) until EndTenure, or until another
  /// begins; who finds one that has not ended counts what it had in hand as suspects.
  virtual Result<Tenure> BeginTenure(std::string_view role, const std::vector<int>& partitions,
                                     const Uuid& holder) = 0;
  /// For partitions that are no longer the holder's a no-op. Outlives the process, not a failure of
  /// the database's machine.
  virtual Status NoteInHand(std::string_view role, const std::vector<int>& partitions,
                            const Uuid& holder, const InHand& in_hand) = 0;
  virtual Status EndTenure(std::string_view role, const std::vector<int>& partitions,
                           const Uuid& holder) = 0;

  /// Timers of these kinds and partitions due before `until`, earliest first.
  virtual Result<std::vector<StoredTimer>> LoadTimers(std::string_view role,
                                                      const std::vector<std::string>& kinds,
                                                      const std::vector<int>& partitions,
                                                      TimePoint until, std::size_t limit) = 0;

  /// Effects of these partitions due before `until` that are not among `known`, earliest first.
  virtual Result<std::vector<EffectRow>> LoadEffects(std::string_view role,
                                                     const std::vector<int>& partitions,
                                                     TimePoint until,
                                                     const std::vector<EffectId>& known,
                                                     std::size_t limit) = 0;

  /// Outbox rows of these partitions below the row `below`, in order; at most `limit`.
  virtual Result<std::vector<StoredOutbox>> LoadOutbox(std::string_view role,
                                                       const std::vector<int>& partitions,
                                                       std::int64_t below, std::size_t limit) = 0;
};

}  // namespace tocsin
