#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "adapters/clock.hpp"
#include "adapters/store.hpp"

namespace tocsin {

using PinTryRows = std::map<std::pair<CallId, int>, PinTryRow>;  ///< by call and turn

/// Wrong ones of `caller` (nullptr: of anybody) since then, but for the turn `except`.
int CountWrong(const PinTryRows& tries, const std::string* caller, TimePoint since,
               const std::pair<CallId, int>& except = {});

/// What all sessions of a MemoryStore share; whoever touches it holds `mutex`.
struct MemoryTables {
  struct LiveRun {
    StoredRun stored;
    std::string space, name, tenant;
    std::pair<std::int64_t, std::int64_t> started;  ///< number of the commit, ordinal
  };
  struct DoneRun {
    RunWrite write;
    TimePoint ended;
  };
  struct HistoryRow {
    RunId run;
    int revision = 0;
    TimePoint at;
    std::string entries;
  };
  struct Wait {
    int partition = 0;
    std::string signature, value;
    std::int64_t since = 0;
    std::pair<std::int64_t, std::int64_t> run_started;
    std::string tenant{kDefaultTenant};
  };
  struct Mail {
    MailWrite write;
    std::pair<std::int64_t, std::int64_t> accepted;
    std::optional<std::int64_t> closed;
    std::set<RunId> taken_by;
  };
  struct RoleEffect {
    std::string role;
    EffectRow row;
  };
  struct RoleOutbox {
    std::string role;
    StoredOutbox row;
  };
  struct Holding {
    Uuid holder;
    std::vector<std::string> in_hand;
    InHand::Stage stage = InHand::Stage::kTogether;
  };
  /// A row of the table `alerts`; `columns` has what is not null.
  struct Alert {
    std::int64_t id = 0;
    std::string alert_id;
    std::map<std::string, std::string, std::less<>> columns;
    TimePoint inserted;
    std::optional<TimePoint> raised, resolved, closed;
    std::string tenant{kDefaultTenant};

    /// Somebody has written that it is resolved, and nobody has taken that.
    bool ToResolve() const;
    bool Pending() const { return !raised || ToResolve(); }
    AlertTableRow AsRead() const;
  };
  using RolePartition = std::pair<std::string, int>;
  /// Tenant, namespace, name, key.
  using RunKey = std::tuple<std::string, std::string, std::string, std::string>;

  explicit MemoryTables(const Clock& the_clock) : clock(the_clock) {}

  static RunKey KeyOf(const RunWrite& run) { return {run.tenant, run.space, run.name, run.key}; }

  const Clock& clock;
  std::mutex mutex;
  std::int64_t last_commit = 0, last_mail = 0, last_outbox = 0;
  bool migrated = false;
  std::map<std::string, std::string, std::less<>> secrets;
  std::map<std::pair<std::string, std::string>, std::map<TopicPartition, std::int64_t>>
      positions;  ///< role, bus
  std::set<Uuid> inbox;
  std::map<RunId, LiveRun> runs;
  std::map<RunKey, RunId> keys;
  std::vector<DoneRun> done;
  std::vector<HistoryRow> history;
  std::map<std::pair<std::string, Uuid>, StoredTimer> timers;  ///< role, owner
  std::map<EffectId, RoleEffect> effects;
  std::map<std::int64_t, RoleOutbox> outbox;
  std::vector<DefinitionRow> definitions;
  std::map<std::pair<RunId, Uuid>, Wait> waits;
  std::map<std::int64_t, Mail> mailbox;
  std::map<QuestionId, QuestionRow> questions;
  std::map<CallId, CallRow> calls;
  std::map<AttemptId, AttemptRow> attempts;
  std::map<std::pair<CallId, int>, TurnRow> turns;
  std::map<AttemptId, SpendRow> spend;
  PinTryRows pin_tries;
  std::map<std::int64_t, Alert> alerts;
  std::int64_t last_alert = 0;
  std::map<std::string, ContactTableRow> contacts;
  std::map<int, std::function<void(OpenTable)>> watches;
  int last_watch = 0;
  std::map<RolePartition, Holding> tenures;
  std::map<RolePartition, std::map<std::string, SuspectInput>> suspects;
  std::vector<StoreDirectory::ApiKey> api_keys;
  std::map<std::string, ActionRow> actions;
  std::map<std::string, StoreDirectory::Remembered> remembered;
  std::map<std::tuple<std::string, std::string, int, std::int64_t>, StoreDirectory::LetterReplay>
      letter_replays;  ///< bus, topic, partition, offset

  using Correlation =
      std::tuple<std::string, std::string, std::string>;  ///< tenant, signature, value
  std::map<Correlation, std::set<std::pair<RunId, Uuid>>> waits_of;
  std::map<Correlation, std::set<std::int64_t>> mail_of;

  void PutWait(const RunId& run, const Uuid& id, Wait wait);
  void EraseWait(const RunId& run, const Uuid& id);
  void PutMail(Mail mail);
  void EraseMail(std::int64_t id);
  /// The earliest mail that this wait may be given, or nullptr.
  const std::pair<const std::int64_t, Mail>* MailFor(const RunId& run, const Wait& wait) const;
};

}  // namespace tocsin
