#pragma once

#include <memory>

#include "fakes/memory_directory.hpp"
#include "fakes/memory_session.hpp"

namespace tocsin::fakes {

/// The store in memory, with the semantics of the real one (tests/contract/store runs on both).
/// Thread-safe; link the room `store`. `clock` must outlive it.
class MemoryStore final : public Store {
 public:
  MemoryStore() : tables_(std::make_shared<MemoryTables>(system_clock_)) {}
  explicit MemoryStore(const Clock& clock) : tables_(std::make_shared<MemoryTables>(clock)) {}

  Result<std::unique_ptr<StoreSession>> OpenSession() override {
    return std::make_unique<MemorySession>(tables_);
  }
  Result<std::unique_ptr<StoreDirectory>> OpenDirectory() override {
    return std::make_unique<MemoryDirectory>(tables_);
  }

  Result<MigrationReport> Migrate() override {
    const std::scoped_lock lock(tables_->mutex);
    MigrationReport report;
    (tables_->migrated ? report.present : report.applied).push_back("memory");
    tables_->migrated = true;
    for (const auto name : kInstallationSecrets)
      tables_->secrets.try_emplace(std::string(name), RandomToken(32));
    return report;
  }
  Status Verify() override {
    const std::scoped_lock lock(tables_->mutex);
    if (tables_->migrated) return {};
    return Fail(ErrorKind::kInvalid,
                "verifying the database: migrations are missing: memory; run `tocsin migrate`",
                "store");
  }

  Result<Secret> InstallationSecret(std::string_view name) override {
    const std::scoped_lock lock(tables_->mutex);
    const auto found = tables_->secrets.find(name);
    if (found != tables_->secrets.end()) return Secret(found->second);
    return Fail(ErrorKind::kInvalid, "the secret '" + std::string(name) + "' is missing", "store");
  }

  Status AdoptBus(std::string_view bus_id) override {
    const std::scoped_lock lock(tables_->mutex);
    std::erase_if(tables_->positions,
                  [&](const auto& entry) { return entry.first.second != bus_id; });
    return {};
  }

  /// Drops expired mail and old history; inbox ids are kept.
  Status Housekeeping(Duration /*inbox_retention*/, Duration history_retention) override {
    const std::scoped_lock lock(tables_->mutex);
    const TimePoint now = tables_->clock.Now();
    std::erase_if(tables_->mailbox,
                  [&](const auto& entry) { return entry.second.write.expires <= now; });
    std::erase_if(tables_->history,
                  [&](const auto& row) { return row.at < now - history_retention; });
    std::erase_if(tables_->done,
                  [&](const auto& row) { return row.ended < now - history_retention; });
    return {};
  }

  /// Nothing: its tables do not know when a question changed.
  Result<Forgotten> Forget(Duration /*history_retention*/) override { return Forgotten{}; }

  Status Health() const override { return {}; }
  std::string Describe() const override { return "memory"; }

  /// For a test's questions that the port does not answer. Hold `mutex` while reading.
  MemoryTables& Tables() { return *tables_; }

 private:
  SystemClock system_clock_;
  std::shared_ptr<MemoryTables> tables_;
};

}  // namespace tocsin::fakes
