#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/ids.hpp"
#include "schemas/result.hpp"
#include "schemas/tenant.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// A run's `listen` waits for an event (core: correlation).
struct WaitWrite {
  Uuid id;  ///< names the wait inside the run
  std::string
      signature;      ///< event type and normalised correlate expressions, hashed by the definition
  std::string value;  ///< canonical JSON of what the expressions gave
};

enum class RunStatus { kPending, kRunning, kWaiting, kSuspended, kCancelled, kFaulted, kCompleted };
std::string_view ToString(RunStatus status);
std::optional<RunStatus> RunStatusFrom(std::string_view word);
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
  std::string state;  ///< at most 1 MiB
  std::vector<WaitWrite> waits_added = {};
  std::vector<Uuid> waits_removed = {};
  std::string history = {};  ///< JSON array of what happened, empty for none
  std::string output = {};   ///< JSON output or error of a run that is over
  TimePoint started_at = {};
  std::uint32_t ordinal = 0;  ///< place of the cause in the batch; orders starts against mail
  /// With kFaulted: the state from which it can be retried; empty: it cannot be.
  std::string kept = {};
  /// The run is taken up again after it failed at this revision: its end is removed, and it is
  /// written as a new one (`revision_read` 0). Stale unless it lies there with a kept state.
  int retried_revision = 0;
  /// A live run that is stored already: a new run takes mail since the start of that one, as it is
  /// a part of it. Nil: since its own.
  RunId as_old_as = {};
  std::string tenant{kDefaultTenant};  ///< of its waits and its key too
};

/// An event that no live wait had taken: it stays for a `listen` that is just being set up.
struct MailWrite {
  std::string signature;
  std::string value;
  std::string event;  ///< EncodeEvent form, opaque to the store
  TimePoint expires;
  std::uint32_t ordinal = 0;
  std::string tenant{kDefaultTenant};  ///< the event's: waits of other tenants are not for it
};

/// What happened to a run by the hand of another role, perhaps after its end: told by `explain`.
struct NoteWrite {
  RunId run;            ///< of what no run asked for: SubjectNotes(tenant, subject)
  std::string history;  ///< as RunWrite::history
};
RunId SubjectNotes(std::string_view tenant, std::string_view subject);

/// A wait and a piece of mail that found each other: give the event to the run as its next input.
struct MailMatch {
  std::int64_t mail = 0;
  RunId run;
  Uuid wait;
  std::string event;
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

struct DefinitionRow {
  std::int64_t id = 0;  ///< given by the store
  std::string space;
  std::string name;
  std::string version;
  std::string hash;  ///< of the YAML text
  std::string yaml;
  bool active = true;
};

/// What a session tells of runs and of the definitions that they follow.
class RunReader {
 public:
  virtual ~RunReader() = default;
  /// Live runs; those that are over or unknown are left out.
  virtual Result<std::vector<StoredRun>> LoadRuns(const std::vector<RunId>& ids) = 0;
  /// A run that has failed, with the state from which it can be retried (empty: none is kept);
  /// nothing for one that is unknown, lives, or ended otherwise.
  virtual Result<std::optional<StoredRun>> LoadFailedRun(const RunId& id) = 0;
  /// Stores a definition version (same tenant, namespace, name and hash: a no-op) and makes it the
  /// active one.
  virtual Result<std::int64_t> PutDefinition(const DefinitionRow& definition) = 0;
  virtual Result<DefinitionRow> LoadDefinition(std::int64_t id) = 0;
  /// The active version of each workflow, and every version that live runs hold (`active` false).
  virtual Result<std::vector<DefinitionRow>> LoadDefinitions() = 0;
};

}  // namespace tocsin
