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

}  // namespace tocsin
