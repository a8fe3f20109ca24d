#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>

#include "adapters/store/memory/memory_store.hpp"

namespace tocsin::fakes {

/// A store, one in memory unless another is given, that can be away, and whose commits a test can
/// intercept. Thread-safe.
class ScriptedStore final : public Store {
 public:
  ScriptedStore() = default;
  /// `clock` must outlive it.
  explicit ScriptedStore(const Clock& clock, std::unique_ptr<Store> other = nullptr)
      : memory_(clock), other_(std::move(other)) {}

  /// Called for each commit with the real session; nothing lets it pass.
  using OnCommit =
      std::function<std::optional<Result<CommitOutcome>>(const Batch&, StoreSession& real)>;
  void Script(OnCommit script) {
    const std::lock_guard lock(mutex_);
    script_ = std::move(script);
  }
  /// Runs `step`, which may commit too, in front of the next commit.
  void BeforeNextCommit(std::function<void()> step) {
    Script([this, step = std::move(step)](const Batch&, StoreSession&) {
      Script({});
      step();
      return std::nullopt;
    });
  }
  void SetAway(bool away) { away_ = away; }
  /// Taking this partition over fails for good, until it is set to nothing.
  void FailTakeOverOf(std::optional<int> partition) {
    const std::lock_guard lock(mutex_);
    untakeable_ = partition;
  }
  MemoryStore& Memory() { return memory_; }
  /// How often what is in hand was noted.
  int Notes() const { return notes_; }

  Result<std::unique_ptr<StoreSession>> OpenSession() override {
    TRY_ASSIGN(auto real, real_.OpenSession());
    return std::make_unique<Session>(*this, std::move(real));
  }
  Result<std::unique_ptr<StoreDirectory>> OpenDirectory() override { return real_.OpenDirectory(); }
  Result<MigrationReport> Migrate() override { return real_.Migrate(); }
  Status Verify() override { return real_.Verify(); }
  Result<Secret> InstallationSecret(std::string_view name) override {
    return real_.InstallationSecret(name);
  }
  Status AdoptBus(std::string_view bus_id) override { return real_.AdoptBus(bus_id); }
  Status Housekeeping(Duration inbox, Duration history) override {
    return real_.Housekeeping(inbox, history);
  }
  Result<Forgotten> Forget(Duration history) override { return real_.Forget(history); }
  Result<Erased> Erase(const std::string& phone) override { return real_.Erase(phone); }
  std::unique_ptr<TableWatch> Watch(Duration sweep,
                                    std::function<void(OpenTable)> changed) override {
    return real_.Watch(sweep, std::move(changed));
  }
  Status Health() const override { return {}; }
  std::string Describe() const override { return "scripted"; }

 private:
  class Session final : public StoreSession {
   public:
    Session(ScriptedStore& store, std::unique_ptr<StoreSession> real)
        : store_(store), real_(std::move(real)) {}
    Result<CommitOutcome> Commit(const Batch& batch) override {
      TRY(Here());
      OnCommit script;
      {
        const std::lock_guard lock(store_.mutex_);
        script = store_.script_;
      }
      if (script)
        if (auto outcome = script(batch, *real_)) return std::move(*outcome);
      return real_->Commit(batch);
    }
    Result<std::vector<StoredRun>> LoadRuns(const std::vector<RunId>& ids) override {
      TRY(Here());
      return real_->LoadRuns(ids);
    }
    Result<std::optional<StoredRun>> LoadFailedRun(const RunId& id) override {
      TRY(Here());
      return real_->LoadFailedRun(id);
    }
    Result<TakeOver> TakeOverPartitions(std::string_view role, std::string_view bus_id,
                                        const std::vector<int>& partitions) override {
      TRY(Here());
      {
        const std::lock_guard lock(store_.mutex_);
        for (const int partition : partitions)
          if (partition == store_.untakeable_)
            return Fail(ErrorKind::kInternal, "taking over: scripted", "store");
      }
      return real_->TakeOverPartitions(role, bus_id, partitions);
    }
    Result<Tenure> BeginTenure(std::string_view role, const std::vector<int>& partitions,
                               const Uuid& holder) override {
      TRY(Here());
      return real_->BeginTenure(role, partitions, holder);
    }
    Status NoteInHand(std::string_view role, const std::vector<int>& partitions, const Uuid& holder,
                      const InHand& in_hand) override {
      TRY(Here());
      ++store_.notes_;
      return real_->NoteInHand(role, partitions, holder, in_hand);
    }
    Status EndTenure(std::string_view role, const std::vector<int>& partitions,
                     const Uuid& holder) override {
      TRY(Here());
      return real_->EndTenure(role, partitions, holder);
    }
    Result<std::vector<StoredTimer>> LoadTimers(std::string_view role,
                                                const std::vector<std::string>& kinds,
                                                const std::vector<int>& partitions, TimePoint until,
                                                std::size_t limit) override {
      TRY(Here());
      return real_->LoadTimers(role, kinds, partitions, until, limit);
    }
    Result<std::vector<EffectRow>> LoadEffects(std::string_view role,
                                               const std::vector<int>& partitions, TimePoint until,
                                               const std::vector<EffectId>& known,
                                               std::size_t limit) override {
      TRY(Here());
      return real_->LoadEffects(role, partitions, until, known, limit);
    }
    Result<std::vector<StoredOutbox>> LoadOutbox(std::string_view role,
                                                 const std::vector<int>& partitions,
                                                 std::int64_t below, std::size_t limit) override {
      TRY(Here());
      return real_->LoadOutbox(role, partitions, below, limit);
    }
    Result<std::int64_t> PutDefinition(const DefinitionRow& definition) override {
      TRY(Here());
      return real_->PutDefinition(definition);
    }
    Result<DefinitionRow> LoadDefinition(std::int64_t id) override {
      TRY(Here());
      return real_->LoadDefinition(id);
    }
    Result<std::vector<DefinitionRow>> LoadDefinitions() override {
      TRY(Here());
      return real_->LoadDefinitions();
    }
    Result<StoredConversation> LoadConversation(const VoiceQuery& query) override {
      TRY(Here());
      return real_->LoadConversation(query);
    }
    Result<AttemptTally> CountAttempts(const std::vector<std::string>& phones,
                                       const CountSince& since) override {
      TRY(Here());
      return real_->CountAttempts(phones, since);
    }
    Result<std::map<std::string, int>> CountCallers(const std::vector<std::string>& callers,
                                                    TimePoint since) override {
      TRY(Here());
      return real_->CountCallers(callers, since);
    }
    Result<int> CountLiveCalls() override {
      TRY(Here());
      return real_->CountLiveCalls();
    }
    Result<WrongPinTally> CountWrongPins(const std::vector<std::string>& callers,
                                         TimePoint caller_since, TimePoint all_since) override {
      TRY(Here());
      return real_->CountWrongPins(callers, caller_since, all_since);
    }
    Result<std::vector<TurnRow>> LoadTurns(CallId call) override {
      TRY(Here());
      return real_->LoadTurns(call);
    }
    Result<std::vector<AlertTableKey>> PendingAlerts(std::int64_t after,
                                                     std::size_t limit) override {
      TRY(Here());
      return real_->PendingAlerts(after, limit);
    }
    Result<std::vector<AlertTableRow>> LoadAlerts(const std::vector<std::int64_t>& ids) override {
      TRY(Here());
      return real_->LoadAlerts(ids);
    }
    Result<std::vector<std::string>> OpenAlerts(
        const std::vector<std::string>& alert_ids) override {
      TRY(Here());
      return real_->OpenAlerts(alert_ids);
    }
    Result<std::vector<ContactTableRow>> LoadContacts() override {
      TRY(Here());
      return real_->LoadContacts();
    }

   private:
    Status Here() const {
      if (!store_.away_) return {};
      return Fail(ErrorKind::kTransient, "the database is away", "store");
    }

    ScriptedStore& store_;
    std::unique_ptr<StoreSession> real_;
  };

  MemoryStore memory_;
  std::unique_ptr<Store> other_;
  Store& real_ = other_ ? *other_ : memory_;
  std::atomic<bool> away_ = false;
  std::atomic<int> notes_ = 0;
  std::mutex mutex_;
  OnCommit script_;
  std::optional<int> untakeable_;
};

}  // namespace tocsin::fakes
