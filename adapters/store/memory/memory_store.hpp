#pragma once

#include <memory>

#include "adapters/store/memory/memory_tables.hpp"

namespace tocsin {

/// The store in memory, with the semantics of the real one (tests/contract/store runs on both).
/// What it holds ends with it. Thread-safe. `clock` must outlive it.
class MemoryStore final : public Store {
 public:
  MemoryStore() : tables_(std::make_shared<MemoryTables>(system_clock_)) {}
  explicit MemoryStore(const Clock& clock) : tables_(std::make_shared<MemoryTables>(clock)) {}

  Result<std::unique_ptr<StoreSession>> OpenSession() override;
  Result<std::unique_ptr<StoreDirectory>> OpenDirectory() override;
  Result<MigrationReport> Migrate() override;
  Status Verify() override;
  Result<Secret> InstallationSecret(std::string_view name) override;
  Status AdoptBus(std::string_view bus_id) override;
  /// Drops expired mail and old history; inbox ids are kept.
  Status Housekeeping(Duration inbox_retention, Duration history_retention) override;
  /// Nothing: its tables do not know when a question changed.
  Result<Forgotten> Forget(Duration /*history_retention*/) override { return Forgotten{}; }
  Result<Erased> Erase(const std::string& /*phone*/) override { return Erased{}; }
  /// Calls on the thread of who writes, and once at the beginning; there is no sweep.
  std::unique_ptr<TableWatch> Watch(Duration sweep,
                                    std::function<void(OpenTable)> changed) override;
  Status Health() const override { return {}; }
  std::string Describe() const override { return "memory"; }

  /// As a monitor's INSERT into `alerts` and UPDATE of a row's status. An empty `alert_id` becomes
  /// "sql-ID".
  std::int64_t InsertAlert(std::string alert_id,
                           std::map<std::string, std::string, std::less<>> columns);
  void SetAlertStatus(std::int64_t id, std::string status);
  /// As an INSERT or UPDATE of `contacts`.
  void PutContact(const ContactTableRow& row);

  /// For questions that the port does not answer. Hold `mutex` while reading.
  MemoryTables& Tables() { return *tables_; }

 private:
  SystemClock system_clock_;
  std::shared_ptr<MemoryTables> tables_;  ///< shared with the sessions
};

}  // namespace tocsin
