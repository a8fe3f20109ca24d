#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/alert_table.hpp"
#include "adapters/commit.hpp"
#include "adapters/contact_table.hpp"
#include "adapters/ownership.hpp"
#include "adapters/people.hpp"
#include "schemas/result.hpp"
#include "schemas/secret.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// One connection to the database. Blocking, not thread-safe: it lives on a database thread
/// (workers/runtime), never on a shard. Errors: kTransient (away, serialisation, deadlock: try
/// again; nothing was stored or, after a lost answer, the same batch again gives kFenced or
/// kDuplicates), kInvalid (a value of the batch is refused: bisect).
class StoreSession : public Committer,
                     public RunReader,
                     public CallReader,
                     public AlertTable,
                     public ContactTable,
                     public OwnershipStore {};

struct MigrationReport {
  std::vector<std::string> applied;  ///< file names of this call
  std::vector<std::string> present;  ///< applied before
};

/// From which the one-time tokens in the callback URLs of calls are derived.
inline constexpr std::string_view kCallTokenSecret = "call_tokens";
/// Of which the key is made that signs exported evidence.
inline constexpr std::string_view kEvidenceSecret = "evidence";
/// The secrets that Store::Migrate makes.
inline constexpr std::string_view kInstallationSecrets[] = {kCallTokenSecret, kEvidenceSecret};

/// What Store::Forget removed, in rows.
struct Forgotten {
  std::int64_t questions = 0, calls = 0, attempts = 0, turns = 0;
  std::int64_t runs = 0;  ///< ended runs and their history, where less than a day is kept
  std::int64_t questions_ended = 0;  ///< not removed: open ones that nobody could answer any more
  std::int64_t alerts = 0;           ///< rows of the table `alerts` that were closed
  bool more = false;                 ///< it stopped at its bound: there is more to remove
};

/// What Store::Erase did, in rows by what they are.
struct Erased {
  std::vector<std::pair<std::string, std::int64_t>> erased;
  /// Where the number still stands, because something goes on: erase again when it is over.
  std::vector<std::pair<std::string, std::int64_t>> in_use;
};

/// The tables that monitors and people write; and the outbox, where somebody left a row that nobody
/// publishes (Committer::TellOfOutbox), of which nothing is told at the beginning or by the sweep.
enum class OpenTable { kAlerts, kContacts, kOutbox };
/// Watches until it goes.
class TableWatch {
 public:
  virtual ~TableWatch() = default;
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
  /// Removes conversations (questions with their calls, attempts and turns) and rows of the table
  /// `alerts` that ended that long ago, a bounded number of them; nothing that still lives. Ends
  /// questions left open by mistake.
  virtual Result<Forgotten> Forget(Duration history_retention) = 0;
  /// Removes what was said on calls to and from a number (E.164) and masks it wherever it stands,
  /// in all that is over. May take minutes; safe to repeat and to be interrupted.
  virtual Result<Erased> Erase(const std::string& phone) = 0;
  /// Calls `changed`, on a thread of its own, soon after rows of a table were written, at the
  /// beginning, every `sweep` all the same, and when the database is back after it was away. Must
  /// not block. Not called any more once the watch is destroyed.
  virtual std::unique_ptr<TableWatch> Watch(Duration sweep,
                                            std::function<void(OpenTable)> changed) = 0;
  /// kTransient while a call has been waiting for an answer for some seconds. Does not ask the
  /// database and never blocks.
  virtual Status Health() const = 0;
  /// For the ready line, password masked.
  virtual std::string Describe() const = 0;
};

}  // namespace tocsin
