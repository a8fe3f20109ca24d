#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include "schemas/plain_text.hpp"
#include "workers/compose/outside.hpp"
#include "workers/compose/toolbox.hpp"
#include "workers/main/command_line.hpp"
#include "workers/main/database.hpp"
#include "workers/runtime/settled_alerts.hpp"

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
    notes.Say(
        "bus.brokers (KAFKA_BROKERS) is not set: the bus is embedded in the database, so there are "
        "no topics to make");
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

json::array Named(const char* what, const std::vector<std::string>& ids, MigrationNotes& notes) {
  json::array all;
  for (const auto& id : ids) {
    notes.Say(std::string(what) + ' ' + OneLine(id));
    all.emplace_back(id);
  }
  return all;
}

/// The database is a copy, older than the log.
Status SettleRestored(const LoadedSettings& loaded, Store& store, MigrationNotes& notes) {
  TRY_ASSIGN(const auto log, compose::OpenLog(loaded.settings, loaded.settings.store.url));
  TRY_ASSIGN(const auto session, store.OpenSession());
  const auto tools = compose::MakeToolbox();
  runtime::EventCodec codec(loaded.settings.bus.prefix, {}, *tools.engine);
  TRY_ASSIGN(const auto found,
             runtime::SettleAlerts(*session, {*log.reader, log.id, log.partitions}, codec));
  auto open = Named("handled anew, people may be rung: alert", found.open, notes);
  auto unended =
      Named("sent again under its id, its end is not known: action", found.unended, notes);
  notes.Say(std::to_string(found.alerts) + " alerts were raised and closed since the copy: they, " +
            std::to_string(found.requests) + " calls and messages about them, and " +
            std::to_string(found.actions) + " actions that have ended are not handled again");
  notes.Set("settled", json::object{{"alerts", found.alerts},
                                    {"requests", found.requests},
                                    {"actions", found.actions},
                                    {"open", std::move(open)},
                                    {"unended", std::move(unended)}});
  return {};
}

struct MigrateOptions {
  bool verify = false, adopt_bus = false, restored = false;
};

int Migrate(const Common& common, const MigrateOptions& options) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  auto store = StoreOf(*loaded, common);
  if (!store) return Refuse(store.error());
  MigrationNotes notes(common.format);
  Status done = options.verify ? VerifyTables(**store, notes) : MigrateTables(**store, notes);
  if (done && !options.verify) done = MigrateTopics(*loaded, **store, options.adopt_bus, notes);
  if (done && options.restored) done = SettleRestored(*loaded, **store, notes);
  if (!done) notes.Set("error", json::value(done.error().message));
  notes.Print();
  return done ? kDone : Refuse(done.error());
}

}  // namespace

void AddMigrateCommand(CommandLine& line) {
  static MigrateOptions options;
  auto* migrate =
      AddCommand(line, group::kWork, "migrate",
                 "bring database and topics up to date; safe to repeat", "tocsin migrate --verify");
  migrate->add_flag("--verify", options.verify, "only say what is missing");
  migrate
      ->add_flag("--adopt-bus", options.adopt_bus,
                 "the broker is another one than before: begin at the beginning of its topics")
      ->excludes("--verify");
  migrate
      ->add_flag(
          "--restored", options.restored,
          "the database is a copy that was put back, no worker runs: alerts that were closed "
          "since are not handled again")
      ->excludes("--verify", "--adopt-bus");
  AddFormat(line, migrate);
  AddData(line, migrate);
  migrate->callback([&line] { line.action = [&line] { return Migrate(line.common, options); }; });
}

}  // namespace tocsin::commands
