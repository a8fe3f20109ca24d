#include "adapters/store/memory/memory_store.hpp"

#include "adapters/store/memory/memory_directory.hpp"
#include "adapters/store/memory/memory_session.hpp"

namespace tocsin {

Result<std::unique_ptr<StoreSession>> MemoryStore::OpenSession() {
  return MakeMemorySession(tables_);
}

Result<std::unique_ptr<StoreDirectory>> MemoryStore::OpenDirectory() {
  return MakeMemoryDirectory(tables_);
}

Result<MigrationReport> MemoryStore::Migrate() {
  const std::scoped_lock lock(tables_->mutex);
  MigrationReport report;
  (tables_->migrated ? report.present : report.applied).push_back("memory");
  tables_->migrated = true;
  for (const auto name : kInstallationSecrets)
    tables_->secrets.try_emplace(std::string(name), RandomToken(32));
  return report;
}

Status MemoryStore::Verify() {
  const std::scoped_lock lock(tables_->mutex);
  if (tables_->migrated) return {};
  return Fail(ErrorKind::kInvalid,
              "verifying the database: migrations are missing: memory; run `tocsin migrate`",
              "store");
}

Result<Secret> MemoryStore::InstallationSecret(std::string_view name) {
  const std::scoped_lock lock(tables_->mutex);
  const auto found = tables_->secrets.find(name);
  if (found != tables_->secrets.end()) return Secret(found->second);
  return Fail(ErrorKind::kInvalid, "the secret '" + std::string(name) + "' is missing", "store");
}

Status MemoryStore::AdoptBus(std::string_view bus_id) {
  const std::scoped_lock lock(tables_->mutex);
  std::erase_if(tables_->positions,
                [&](const auto& entry) { return entry.first.second != bus_id; });
  return {};
}

Status MemoryStore::Housekeeping(Duration /*inbox_retention*/, Duration history_retention) {
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

namespace {

class MemoryWatch final : public TableWatch {
 public:
  MemoryWatch(std::shared_ptr<MemoryTables> tables, std::function<void(OpenTable)> changed)
      : tables_(std::move(tables)) {
    const std::scoped_lock lock(tables_->mutex);
    id_ = ++tables_->last_watch;
    tables_->watches[id_] = std::move(changed);
  }
  ~MemoryWatch() override {
    const std::scoped_lock lock(tables_->mutex);
    tables_->watches.erase(id_);
  }

 private:
  const std::shared_ptr<MemoryTables> tables_;
  int id_ = 0;
};

void TellWatches(const MemoryTables& tables, OpenTable table) {
  for (const auto& [id, changed] : tables.watches) changed(table);
}

}  // namespace

std::unique_ptr<TableWatch> MemoryStore::Watch(Duration /*sweep*/,
                                               std::function<void(OpenTable)> changed) {
  changed(OpenTable::kAlerts);
  changed(OpenTable::kContacts);
  return std::make_unique<MemoryWatch>(tables_, std::move(changed));
}

std::int64_t MemoryStore::InsertAlert(std::string alert_id,
                                      std::map<std::string, std::string, std::less<>> columns) {
  const std::scoped_lock lock(tables_->mutex);
  const std::int64_t id = ++tables_->last_alert;
  if (alert_id.empty()) alert_id = "sql-" + std::to_string(id);
  tables_->alerts[id] = {.id = id,
                         .alert_id = std::move(alert_id),
                         .columns = std::move(columns),
                         .inserted = tables_->clock.Now(),
                         .raised = {},
                         .resolved = {},
                         .closed = {}};
  TellWatches(*tables_, OpenTable::kAlerts);
  return id;
}

void MemoryStore::SetAlertStatus(std::int64_t id, std::string status) {
  const std::scoped_lock lock(tables_->mutex);
  auto& row = tables_->alerts.at(id);
  row.columns["status"] = std::move(status);
  if (row.Pending()) TellWatches(*tables_, OpenTable::kAlerts);
}

void MemoryStore::PutContact(const ContactTableRow& row) {
  const std::scoped_lock lock(tables_->mutex);
  tables_->contacts[row.id] = row;
  TellWatches(*tables_, OpenTable::kContacts);
}

}  // namespace tocsin
