#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/actions.hpp"
#include "adapters/bus.hpp"
#include "adapters/calls.hpp"
#include "adapters/runs.hpp"
#include "schemas/access_scope.hpp"
#include "schemas/ids.hpp"
#include "schemas/result.hpp"
#include "schemas/tenant.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// Read side and housekeeping for people and the bridge; also one connection, blocking.
class StoreDirectory {
 public:
  virtual ~StoreDirectory() = default;

  struct NewKey {
    std::string name;
    std::string hash;  ///< SHA-256 hex of the key
    AccessScopes scopes = {AccessScope::kAdmin};
    std::optional<TimePoint> expires = {};
    std::string tenant{kDefaultTenant};  ///< it never sees or makes what is another's
  };
  struct ApiKey : NewKey {
    TimePoint created = {};
    std::optional<TimePoint> revoked = {};
    std::optional<TimePoint> last_used = {};  ///< give or take kUseNoted

    bool ValidAt(TimePoint now) const { return !revoked && (!expires || now < *expires); }
  };
  /// Uses of a key that follow each other within this time are noted once.
  static constexpr Duration kUseNoted = std::chrono::minutes(1);

  virtual Status CreateKey(const NewKey& key) = 0;  ///< kConflict: the name is taken
  virtual Result<std::vector<ApiKey>> ListKeys() = 0;
  virtual Status RevokeKey(std::string_view name) = 0;
  /// The key that somebody shows, whether it is valid or not; its use is noted where it is.
  /// nullopt: there is none.
  virtual Result<std::optional<ApiKey>> UseKey(std::string_view hash) = 0;

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
    std::optional<std::string> tenant = {};  ///< nothing: of all
  };
  struct ConversationPage {
    std::vector<Conversation> items;
    std::string next_cursor;  ///< empty: no more
  };
  virtual Result<ConversationPage> ListConversations(const ConversationFilter& filter) = 0;
  /// Of that tenant, or of any: kNotFound for another's.
  virtual Result<Conversation> GetConversation(CallId call,
                                               const std::optional<std::string>& tenant = {}) = 0;

  /// A run of a workflow, live or over.
  struct RunSummary {
    RunId id;
    std::string space, name, version;  ///< of the workflow
    RunStatus status = RunStatus::kRunning;
    std::string key, subject;
    std::string tenant{kDefaultTenant};
    TimePoint started;
    std::optional<TimePoint> ended;  ///< of one that is over
    std::string output = {};         ///< JSON: the output of one that is over, or its error object
  };
  struct RunFilter {
    std::size_t limit = 50;     ///< at most kMostRuns
    std::string workflow = {};  ///< "namespace/name", or a name of any namespace
    std::optional<RunStatus> status = {};
    std::string subject = {};  ///< alert or call id
    std::optional<RunId> id = {};
    std::optional<std::string> tenant = {};  ///< nothing: of all
    /// Live or ended since then; of those that ended before, the database knows only day by day.
    TimePoint since = {};
  };
  static constexpr std::size_t kMostRuns = 1000;
  /// Those that started last come first.
  virtual Result<std::vector<RunSummary>> ListRuns(const RunFilter& filter) = 0;

  /// First use of an idempotency key stores (body hash, response) and gives nullopt; later uses
  /// give what was stored.
  struct Remembered {
    std::string body_hash;
    std::string response;
  };
  virtual Result<std::optional<Remembered>> Remember(std::string_view key,
                                                     const Remembered& fresh) = 0;

  /// An action that was sent on; nothing when it is not known, or no longer.
  virtual Result<std::optional<ActionRow>> FindAction(std::string_view id) = 0;

  /// A dead letter that was replayed, by where it lies on a topic of the log `bus_id`.
  struct LetterReplay {
    int partition = 0;
    std::int64_t offset = 0;
    int times = 1;
    TimePoint last;
  };
  virtual Result<std::vector<LetterReplay>> LetterReplays(std::string_view bus_id,
                                                          std::string_view topic) = 0;
  /// Once more, now. Forgets those of more than a year ago.
  virtual Status NoteLetterReplay(std::string_view bus_id, const TopicPartition& at,
                                  std::int64_t offset) = 0;

  /// History for `explain`: (time, what) lines of every run, question and call about an alert or of
  /// one id, oldest first; of that tenant, or of all. `what` is JSON.
  virtual Result<std::vector<std::pair<TimePoint, std::string>>> Explain(
      std::string_view id, const std::optional<std::string>& tenant = {}) = 0;

  /// What waits in the whole installation, whichever process will take it.
  struct Backlog {
    std::int64_t outbox_rows = 0;  ///< stored and not yet known to be on the bus
    Duration outbox_age{};         ///< of the oldest of them
    struct Timers {
      std::string role;
      std::int64_t overdue = 0;  ///< due for more than kTimerGrace
      Duration most{};           ///< how long the first of them has been due
    };
    std::vector<Timers> timers;                               ///< of each role that has timers
    std::vector<std::pair<std::string, std::int64_t>> calls;  ///< under way, by carrier
    std::vector<std::pair<RunStatus, std::int64_t>> runs;     ///< live ones
  };
  static constexpr Duration kTimerGrace = std::chrono::seconds(5);
  virtual Result<Backlog> ReadBacklog() = 0;

  virtual Status Ping() = 0;
};

}  // namespace tocsin
