#pragma once

#include <atomic>

#include "fakes/fake_directory.hpp"
#include "workers/runtime/database_pool.hpp"

namespace tocsin::fakes {

/// A session that refuses everything, for jobs that only use the directory.
class NoSession : public StoreSession {
 public:
  Result<CommitOutcome> Commit(const Batch&) override { return No(); }
  Result<std::vector<StoredRun>> LoadRuns(const std::vector<RunId>&) override { return No(); }
  Result<std::optional<StoredRun>> LoadFailedRun(const RunId&) override { return No(); }
  Result<TakeOver> TakeOverPartitions(std::string_view, std::string_view,
                                      const std::vector<int>&) override {
    return No();
  }
  Result<Tenure> BeginTenure(std::string_view, const std::vector<int>&, const Uuid&) override {
    return No();
  }
  Status NoteInHand(std::string_view, const std::vector<int>&, const Uuid&,
                    const InHand&) override {
    return No();
  }
  Status EndTenure(std::string_view, const std::vector<int>&, const Uuid&) override { return No(); }
  Result<std::vector<StoredTimer>> LoadTimers(std::string_view, const std::vector<std::string>&,
                                              const std::vector<int>&, TimePoint,
                                              std::size_t) override {
    return No();
  }
  Result<std::vector<EffectRow>> LoadEffects(std::string_view, const std::vector<int>&, TimePoint,
                                             const std::vector<EffectId>&, std::size_t) override {
    return No();
  }
  Result<std::vector<StoredOutbox>> LoadOutbox(std::string_view, const std::vector<int>&,
                                               std::int64_t, std::size_t) override {
    return No();
  }
  Result<std::int64_t> PutDefinition(const DefinitionRow&) override { return No(); }
  Result<DefinitionRow> LoadDefinition(std::int64_t) override { return No(); }
  Result<std::vector<DefinitionRow>> LoadDefinitions() override { return No(); }
  Result<StoredConversation> LoadConversation(const VoiceQuery&) override { return No(); }
  Result<AttemptTally> CountAttempts(const std::vector<std::string>&, const CountSince&) override {
    return No();
  }
  Result<std::map<std::string, int>> CountCallers(const std::vector<std::string>&,
                                                  TimePoint) override {
    return No();
  }
  Result<int> CountLiveCalls() override { return No(); }
  Result<WrongPinTally> CountWrongPins(const std::vector<std::string>&, TimePoint,
                                       TimePoint) override {
    return No();
  }
  Result<std::vector<TurnRow>> LoadTurns(CallId) override { return No(); }
  Result<std::vector<AlertTableKey>> PendingAlerts(std::int64_t, std::size_t) override {
    return No();
  }
  Result<std::vector<AlertTableRow>> LoadAlerts(const std::vector<std::int64_t>&) override {
    return No();
  }
  Result<std::vector<std::string>> OpenAlerts(const std::vector<std::string>&) override {
    return No();
  }
  Result<std::vector<ContactTableRow>> LoadContacts() override { return No(); }

 private:
  static tl::unexpected<Error> No() {
    return Fail(ErrorKind::kInternal, "this fake has no session", "test");
  }
};

/// Runs each job at once on the caller's thread, over one directory.
class FakeDatabasePool final : public runtime::DatabasePool {
 public:
  explicit FakeDatabasePool(StoreDirectory& directory) : directory_(directory) {}
  void SetFull(bool full) { full_ = full; }
  Status Post(std::function<void(StoreSession&, StoreDirectory&)> job) override {
    if (full_)
      return Fail(ErrorKind::kTransient, "waiting for the database: queue is full", "store");
    NoSession session;
    job(session, directory_);
    return {};
  }

 private:
  StoreDirectory& directory_;
  std::atomic<bool> full_ = false;
};

}  // namespace tocsin::fakes
