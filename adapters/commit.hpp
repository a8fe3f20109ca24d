#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/actions.hpp"
#include "adapters/alert_table.hpp"
#include "adapters/bus.hpp"
#include "adapters/calls.hpp"
#include "adapters/effects.hpp"
#include "adapters/runs.hpp"
#include "schemas/ids.hpp"
#include "schemas/result.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// Moves the memory of what was handled: refused as a whole (kFenced) unless the row still says
/// `from`.
struct PositionMove {
  TopicPartition at;
  std::int64_t from = PartitionOwner::kBeginning;  ///< kBeginning: there is no row yet
  std::int64_t to = 0;                             ///< next offset to read
};

/// An event was handled by a role. `id` = InboxId(role, tenant, ce_source, ce_id); `event` says
/// which of the batch's events it was, so that a duplicate can be taken out.
struct InboxWrite {
  Uuid id;
  std::size_t event = 0;
};
Uuid InboxId(std::string_view role, std::string_view tenant, std::string_view source,
             std::string_view event_id);

/// Records to publish after the commit, in order; all belong to one of the batch's partitions.
struct OutboxWrite {
  int partition = 0;
  std::vector<OutgoingRecord> records;
  /// Ends of the partitions that they go to, as known before the commit: they lie there or after.
  PartitionOffsets ends = {};
};

/// What a stored timer belongs to. A program loads the kinds that it knows; others stay for the
/// release that wrote them.
inline constexpr std::string_view kRunTimer = "run";
inline constexpr std::string_view kCallTimer = "call";

/// The only timer of its owner: absent removes it.
struct TimerWrite {
  std::string kind;
  Uuid owner;
  int partition = 0;
  std::optional<TimePoint> due_at;
};

/// Everything that one commit stores, or nothing of it. A store has a part for each family of rows.
struct Batch {
  std::string role;    ///< "workflow", "voice", "bridge"
  std::string bus_id;  ///< Bus::Id of the log that the positions belong to
  std::vector<PositionMove> positions = {};
  std::vector<InboxWrite> inbox = {};
  std::vector<RunWrite> runs = {};
  std::vector<MailWrite> mail = {};
  std::vector<std::int64_t> mail_taken =
      {};  ///< MailMatch::mail of what the runs of this batch were given
  std::vector<EffectRow> effects_added = {};  ///< same id again replaces: a later attempt
  std::vector<EffectId> effects_removed = {};
  /// Must be stored still, at that attempt, or the batch is a conflict: for effects that no run's
  /// revision guards.
  std::vector<EffectHold> effects_held = {};
  std::vector<ActionOpen> actions_opened = {};  ///< before those that end
  std::vector<ActionEnd> actions_ended = {};
  std::vector<OutboxWrite> outbox = {};
  std::vector<std::int64_t> outbox_delivered = {};  ///< rows of earlier commits, now on the bus
  std::vector<TimerWrite> timers = {};
  VoiceWrites voice = {};
  AlertTableWrites alerts = {};
  std::vector<NoteWrite> notes = {};

  bool Empty() const;
};

struct CommitOutcome {
  enum class Kind {
    kCommitted,
    kFenced,      ///< a position was moved by another owner: drop caches, reload positions
    kConflict,    ///< `stale` or `taken` say why: reload those and decide again
    kDuplicates,  ///< `duplicates` were handled before: take these events out and commit again
  };
  Kind kind = Kind::kCommitted;
  std::vector<std::int64_t> outbox_ids = {};  ///< committed: one for each OutboxWrite
  std::vector<MailMatch> matches = {};        ///< committed
  std::vector<std::size_t> duplicates = {};   ///< InboxWrite::event of the known ones
  std::vector<RunId> stale = {};              ///< runs whose revision moved on (or that are gone)
  /// New runs whose key a live run already has: (the new run's id, the live run's id).
  std::vector<std::pair<RunId, RunId>> taken = {};
  std::vector<QuestionId> stale_questions = {};
  std::vector<CallId> stale_calls = {};
  std::vector<EffectId> stale_effects = {};  ///< of Batch::effects_held
  /// Rows of Batch::alerts that are taken already, or gone, or held by somebody just now.
  std::vector<std::int64_t> stale_alerts = {};
  std::vector<std::string> stale_actions = {};    ///< of Batch::actions_ended
  std::vector<std::string> limited_actions = {};  ///< of Batch::actions_opened
};

class Committer {
 public:
  virtual ~Committer() = default;
  virtual Result<CommitOutcome> Commit(const Batch& batch) = 0;
  /// Tells workers that watch the store (OpenTable::kOutbox) of outbox rows that nobody publishes.
  /// Best effort: their sweep finds the rows all the same.
  virtual void TellOfOutbox() {}
};

}  // namespace tocsin
