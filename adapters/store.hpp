#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/bus.hpp"
#include "adapters/voice_rows.hpp"
#include "schemas/ids.hpp"
#include "schemas/result.hpp"
#include "schemas/secret.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// Moves the memory of what was handled: refused as a whole (kFenced) unless the row still says
/// `from`.
struct PositionMove {
  TopicPartition at;
  std::int64_t from = PartitionOwner::kBeginning;  ///< kBeginning: there is no row yet
  std::int64_t to = 0;                             ///< next offset to read
};

/// An event was handled by a role. `id` = InboxId(role, ce_source, ce_id); `event` says which of
/// the batch's events it was, so that a duplicate can be taken out.
struct InboxWrite {
  Uuid id;
  std::size_t event = 0;
};
Uuid InboxId(std::string_view role, std::string_view source, std::string_view event_id);

/// A run's `listen` waits for an event (core: correlation).
struct WaitWrite {
  Uuid id;  ///< names the wait inside the run
  std::string
      signature;      ///< event type and normalised correlate expressions, hashed by the definition
  std::string value;  ///< canonical JSON of what the expressions gave
};

enum class RunStatus { kPending, kRunning, kWaiting, kSuspended, kCancelled, kFaulted, kCompleted };
std::string_view ToString(RunStatus status);
inline bool IsOver(RunStatus status) {
  return status == RunStatus::kCancelled || status == RunStatus::kFaulted ||
         status == RunStatus::kCompleted;
}

/// A run after an input. New when `revision_read` is 0; moved to the done runs when IsOver(status),
/// which removes its timer, waits and effects too.
struct RunWrite {
  RunId id;
  int partition = 0;
  std::int64_t definition = 0;  ///< DefinitionRow::id
  std::string space;            ///< the definition's namespace
  std::string name;
  std::string key;  ///< instance key: unique among live runs of (tenant, namespace, name); the run
                    ///< id when there is none
  std::string subject;  ///< alert or call id the run is about, for `explain`
  int revision_read = 0;
  int revision = 1;
  RunStatus status = RunStatus::kRunning;
  int format = 1;
  std::string state;                      ///< at most 1 MiB
  std::optional<TimePoint> wake_at = {};  ///< the run's only timer: the earliest; absent removes it
  std::vector<WaitWrite> waits_added = {};
  std::vector<Uuid> waits_removed = {};
  std::string history = {};  ///< JSON array of what happened, empty for none
  std::string output = {};   ///< JSON output or error of a run that is over
  TimePoint started_at = {};
  std::uint32_t ordinal = 0;  ///< place of the cause in the batch; orders starts against mail
};

/// An event that no live wait had taken: it stays for a `listen` that is just being set up.
struct MailWrite {
  std::string signature;
  std::string value;
  std::string event;  ///< EncodeEvent form, opaque to the store
  TimePoint expires;
  std::uint32_t ordinal = 0;
};

/// A request to the outside, kept until its result is committed.
struct EffectRow {
  EffectId id;
  int partition = 0;
  RunId run;         ///< nil when no run waits for it
  std::string kind;  ///< "http", "delivery"
  int attempt = 1;
  TimePoint due_at;     ///< not before
  std::string request;  ///< JSON, opaque to the store
};

/// Records to publish after the commit, in order; all belong to one of the batch's partitions.
struct OutboxWrite {
  int partition = 0;
  std::vector<OutgoingRecord> records;
  /// Ends of the partitions that they go to, as known before the commit: they lie there or after.
  PartitionOffsets ends = {};
};

/// An effect row that a batch acts on, at the attempt that was read.
struct EffectHold {
  EffectId id;
  int attempt = 1;
};

/// What happened to a run by the hand of another role, perhaps after its end: told by `explain`.
struct NoteWrite {
  RunId run;            ///< of what no run asked for: SubjectNotes(subject)
  std::string history;  ///< as RunWrite::history
};
RunId SubjectNotes(std::string_view subject);

/// Everything that one commit stores, or nothing of it.
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
  std::vector<OutboxWrite> outbox = {};
  std::vector<std::int64_t> outbox_delivered = {};  ///< rows of earlier commits, now on the bus
  VoiceWrites voice = {};
  std::vector<NoteWrite> notes = {};

  bool Empty() const;
};

/// A wait and a piece of mail that found each other: give the event to the run as its next input.
struct MailMatch {
  std::int64_t mail = 0;
  RunId run;
  Uuid wait;
  std::string event;
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
};

/// A live run as stored.
struct StoredRun {
  RunId id;
  int partition = 0;
  std::int64_t definition = 0;
  std::string key;
  std::string subject;
  int revision = 0;
  RunStatus status = RunStatus::kRunning;
  int format = 1;
  std::string state;
  TimePoint started_at;
};

struct StoredOutbox {
  std::int64_t id = 0;
  int partition = 0;
  std::vector<OutgoingRecord> records;
  PartitionOffsets ends = {};  ///< OutboxWrite::ends; a former release wrote none
};

/// `owner` is a RunId (workflow) or CallId (voice).
struct StoredTimer {
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

struct DefinitionRow {
  std::int64_t id = 0;  ///< given by the store
  std::string space;
  std::string name;
  std::string version;
  std::string hash;  ///< of the YAML text
  std::string yaml;
  bool active = true;
};

/// One connection to the database. Blocking, not thread-safe: it lives on a database thread
/// (workers/runtime), never on a shard. Errors: kTransient (away, serialisation, deadlock: try
/// again; nothing was stored or, after a lost answer, the same batch again gives kFenced or
/// kDuplicates), kInvalid (a value of the batch is refused: bisect).
class StoreSession {
 public:
  virtual ~StoreSession() = default;

  virtual Result<CommitOutcome> Commit(const Batch& batch) = 0;
  /// Live runs; those that are over or unknown are left out.
  virtual Result<std::vector<StoredRun>> LoadRuns(const std::vector<RunId>& ids) = 0;
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

  /// Timers of these partitions due before `until`, earliest first.
  virtual Result<std::vector<StoredTimer>> LoadTimers(std::string_view role,
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

  /// Stores a definition version (same tenant, namespace, name and hash: a no-op) and makes it the
  /// active one.
  virtual Result<std::int64_t> PutDefinition(const DefinitionRow& definition) = 0;
  virtual Result<DefinitionRow> LoadDefinition(std::int64_t id) = 0;
  /// The active version of each workflow, and every version that live runs hold (`active` false).
  virtual Result<std::vector<DefinitionRow>> LoadDefinitions() = 0;

  virtual Result<StoredConversation> LoadConversation(const VoiceQuery& query) = 0;
  /// Attempts since, and the numbers' lines. A waiting call whose timer was due before
  /// `looked_after` is not told: nobody would dial it.
  virtual Result<AttemptTally> CountAttempts(const std::vector<std::string>& phones,
                                             TimePoint since, TimePoint looked_after) = 0;
  virtual Result<std::vector<TurnRow>> LoadTurns(CallId call) = 0;
};

/// Read side and housekeeping for people and the bridge; also one connection, blocking.
class StoreDirectory {
 public:
  virtual ~StoreDirectory() = default;

  struct ApiKey {
    std::string name;
    std::string hash;  ///< SHA-256 hex of the key
    TimePoint created;
    std::optional<TimePoint> revoked;
  };
  virtual Status CreateKey(std::string_view name,
                           std::string_view hash) = 0;  ///< kConflict: the name is taken
  virtual Result<std::vector<ApiKey>> ListKeys() = 0;
  virtual Status RevokeKey(std::string_view name) = 0;
  virtual Result<bool> KeyValid(std::string_view hash) = 0;

  struct Conversation {
    CallId call;
    std::string call_sid, alert_id, phone, status;
    std::string context;  ///< JSON
    std::vector<TurnRow> messages;
    TimePoint created, updated;
  };
  struct ConversationFilter {
    std::size_t limit = 50;
    std::string cursor = {};  ///< from a former answer
    std::string alert_id = {};
  };
  struct ConversationPage {
    std::vector<Conversation> items;
    std::string next_cursor;  ///< empty: no more
  };
  virtual Result<ConversationPage> ListConversations(const ConversationFilter& filter) = 0;
  virtual Result<Conversation> GetConversation(CallId call) = 0;

  /// First use of an idempotency key stores (body hash, response) and gives nullopt; later uses
  /// give what was stored.
  struct Remembered {
    std::string body_hash;
    std::string response;
  };
  virtual Result<std::optional<Remembered>> Remember(std::string_view key,
                                                     const Remembered& fresh) = 0;

  /// History for `explain`: (time, what) lines of every run, question and call about an alert or of
  /// one id, oldest first. `what` is JSON.
  virtual Result<std::vector<std::pair<TimePoint, std::string>>> Explain(std::string_view id) = 0;

  virtual Status Ping() = 0;
};

struct MigrationReport {
  std::vector<std::string> applied;  ///< file names of this call
  std::vector<std::string> present;  ///< applied before
};

/// From which the one-time tokens in the callback URLs of calls are derived.
inline constexpr std::string_view kCallTokenSecret = "call_tokens";
/// The secrets that Store::Migrate makes.
inline constexpr std::string_view kInstallationSecrets[] = {kCallTokenSecret};

/// What Store::Forget removed, in rows.
struct Forgotten {
  std::int64_t questions = 0, calls = 0, attempts = 0, turns = 0;
  std::int64_t runs = 0;  ///< ended runs and their history, where less than a day is kept
  std::int64_t questions_ended = 0;  ///< not removed: open ones that nobody could answer any more
  bool more = false;                 ///< it stopped at its bound: there is more to remove
};

/// A PostgreSQL database with schema `tocsin`. Thread-safe; sessions are not.
class Store {
 public:
  virtual ~Store() = default;
  virtual Result<std::unique_ptr<StoreSession>> OpenSession() = 0;
  virtual Result<std::unique_ptr<StoreDirectory>> OpenDirectory() = 0;
  /// Applies missing migrations in order under a lock and makes missing installation secrets;
  /// idempotent. kInvalid: an applied file has changed.
  virtual Result<MigrationReport> Migrate() = 0;
  /// kInvalid with the missing files' names when the database is behind; never changes anything.
  virtual Status Verify() = 0;
  /// A random secret of this installation, the same for every process and restart (one of
  /// kInstallationSecrets). kInvalid: Migrate has not made it, or it was deleted since.
  virtual Result<Secret> InstallationSecret(std::string_view name) = 0;
  /// Makes this log (Bus::Id) the one that positions belong to, from the beginning of the log.
  virtual Status AdoptBus(std::string_view bus_id) = 0;
  /// Creates tomorrow's partitions of inbox and history and drops those past their time. Called at
  /// start and hourly.
  virtual Status Housekeeping(Duration inbox_retention, Duration history_retention) = 0;
  /// Removes conversations (questions with their calls, attempts and turns) that ended that long
  /// ago, a bounded number of them; nothing that still lives. Ends questions left open by mistake.
  virtual Result<Forgotten> Forget(Duration history_retention) = 0;
  /// kTransient while a call has been waiting for an answer for some seconds. Does not ask the
  /// database and never blocks.
  virtual Status Health() const = 0;
  /// For the ready line, password masked.
  virtual std::string Describe() const = 0;
};

}  // namespace tocsin
