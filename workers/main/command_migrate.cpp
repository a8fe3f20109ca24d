#include <cstdio>

#include "workers/compose/outside.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"

namespace tocsin::commands {
namespace {

using compose::LoadedSettings;

constexpr Duration kBusTimeout = std::chrono::seconds(10);

/// What `migrate` did, for people as it happens or as one JSON object at the end.
class MigrationNotes {
 public:
  explicit MigrationNotes(Format format) : json_(format == Format::kJson) {}
  void Say(const std::string& line) const {
    if (!json_) std::printf("%s\n", line.c_str());
  }
  void Set(const char* key, json::value value) { report_[key] = std::move(value); }
  void Print() const {
    if (json_) std::printf("%s\n", JsonText(report_).c_str());
  }

 private:
  bool json_;
  json::object report_ = {{"applied", json::array()}, {"topics", nullptr}, {"partitions", nullptr}};
};

Status MigrateTopics(const LoadedSettings& loaded, Store& store, bool adopt_bus,
                     MigrationNotes& notes) {
  if (loaded.settings.bus.brokers.empty()) {
    notes.Say("bus.brokers is not set: no topics to make");
    return {};
  }
  TRY_ASSIGN(auto bus, compose::OpenBus(loaded.settings, loaded.settings.store.url, false, ""));
  TRY_ASSIGN(const int partitions, compose::EnsureTopics(*bus, loaded.settings));
  const std::string topics = loaded.settings.bus.prefix + ".*";
  notes.Say("topics " + topics + " are there, " + std::to_string(partitions) + " partitions each");
  notes.Set("topics", json::value(topics));
  notes.Set("partitions", partitions);
  if (!adopt_bus) return {};
  TRY_ASSIGN(const auto id, bus->Id(kBusTimeout));
  TRY(store.AdoptBus(id));
  notes.Say("positions now belong to the log " + id + ", from its beginning");
  notes.Set("adopted", json::value(id));
  return {};
}

Status MigrateTables(Store& store, MigrationNotes& notes) {
  TRY_ASSIGN(const auto report, store.Migrate());
  json::array applied;
  for (const auto& file : report.applied) {
    notes.Say("applied " + file);
    applied.emplace_back(file);
  }
  if (report.applied.empty())
    notes.Say("database is up to date (" + std::to_string(report.present.size()) + " migrations)");
  notes.Set("applied", std::move(applied));
  return {};
}

Status VerifyTables(Store& store, MigrationNotes& notes) {
  const Status verified = store.Verify();
  notes.Set("up_to_date", verified.has_value());
  if (verified) notes.Say("database is up to date");
  return verified;
}

int Migrate(const Common& common, bool verify_only, bool adopt_bus) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  auto store = StoreOf(*loaded, common);
  if (!store) return Refuse(store.error());
  MigrationNotes notes(common.format);
  Status done = verify_only ? VerifyTables(**store, notes) : MigrateTables(**store, notes);
  if (done && !verify_only) done = MigrateTopics(*loaded, **store, adopt_bus, notes);
  if (!done) notes.Set("error", json::value(done.error().message));
  notes.Print();
  return done ? kDone : Refuse(done.error());
}

}  // namespace

void AddMigrateCommand(CommandLine& line) {
  static bool verify = false;
  static bool adopt = false;
  auto* migrate =
      AddCommand(line, group::kWork, "migrate",
                 "bring database and topics up to date; safe to repeat", "tocsin migrate --verify");
  migrate->add_flag("--verify", verify, "only say what is missing");
  migrate->add_flag("--adopt-bus", adopt,
                    "the broker is another one than before: begin at the beginning of its topics");
  AddFormat(line, migrate);
  AddData(line, migrate);
  migrate->callback(
      [&line] { line.action = [&line] { return Migrate(line.common, verify, adopt); }; });
}

}  // namespace tocsin::commands
