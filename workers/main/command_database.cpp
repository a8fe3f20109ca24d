#include <algorithm>
#include <cctype>
#include <cstdio>

#include "schemas/ids.hpp"
#include "workers/compose/outside.hpp"
#include "workers/explain/explain_text.hpp"
#include "workers/main/commands.hpp"

namespace tocsin::commands {
namespace {

using compose::LoadedSettings;
using compose::OpenBus;
using compose::OpenStore;

constexpr Duration kBusTimeout = std::chrono::seconds(10);
constexpr std::size_t kKeyBytes = 32;
constexpr std::size_t kMaxKeyName = 100;

Result<std::unique_ptr<Store>> StoreOf(const LoadedSettings& loaded, const Common& common) {
  if (loaded.settings.store.url.empty())
    return Fail(ErrorKind::kInvalid,
                "no database: set store.url in tocsin.yaml or DATABASE_URL; and no `tocsin run "
                "--embedded` runs on the data folder " +
                    common.data.string() + " (another one: --data)",
                "settings");
  return OpenStore(loaded.settings, loaded.settings.store.url);
}

/// Runs `work` on the read side of the configured database.
int WithDirectory(const Common& common, const std::function<Status(StoreDirectory&)>& work) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  auto store = StoreOf(*loaded, common);
  if (!store) return Refuse(store.error());
  auto directory = (*store)->OpenDirectory();
  if (!directory) return Refuse(directory.error());
  const Status status = work(**directory);
  return status ? kDone : Refuse(status.error());
}

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
  TRY_ASSIGN(auto bus, OpenBus(loaded.settings, loaded.settings.store.url, false, ""));
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

}  // namespace

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

int KeysCreate(const Common& common, const std::string& name) {
  const bool plain =
      std::ranges::none_of(name, [](unsigned char c) { return std::iscntrl(c) != 0; });
  if (name.empty() || name.size() > kMaxKeyName || !plain) {
    std::fprintf(stderr,
                 "tocsin keys create: a name has 1 to %zu bytes and no control characters\n",
                 kMaxKeyName);
    return kUsage;
  }
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    const std::string key = "tocsin_" + RandomToken(kKeyBytes);
    TRY(directory.CreateKey(name, Sha256Hex(key)));
    std::printf("%s\n", key.c_str());
    std::fprintf(stderr, "this key is shown once; send it as: Authorization: Bearer KEY\n");
    return {};
  });
}

int KeysList(const Common& common) {
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    TRY_ASSIGN(const auto keys, directory.ListKeys());
    json::array rows;
    for (const auto& key : keys) {
      const std::string revoked = key.revoked ? FormatTime(*key.revoked) : "";
      if (common.format == Format::kText)
        std::printf("%-24s created %s%s\n", key.name.c_str(), FormatTime(key.created).c_str(),
                    revoked.empty() ? "" : (" revoked " + revoked).c_str());
      rows.push_back({{"name", key.name},
                      {"created", FormatTime(key.created)},
                      {"revoked", revoked.empty() ? json::value(nullptr) : json::value(revoked)}});
    }
    if (common.format == Format::kJson) std::printf("%s\n", JsonText(rows).c_str());
    return {};
  });
}

int KeysRevoke(const Common& common, const std::string& name) {
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    TRY(directory.RevokeKey(name));
    std::printf("%s is revoked; running workers refuse it within seconds\n", name.c_str());
    return {};
  });
}

int Explain(const Common& common, const std::string& id) {
  return WithDirectory(common, [&](StoreDirectory& directory) -> Status {
    TRY_ASSIGN(const auto lines, directory.Explain(id));
    if (lines.empty())
      return Fail(
          ErrorKind::kInvalid,
          "nothing is known of '" + id +
              "': no run, question or call has this id or alert id. An alert older than maxAge "
              "starts nothing and is on the bus as tocsin.alert.closed with outcome expired; a "
              "record that could not be handled is on the dead-letter topic",
          "explain");
    std::vector<std::pair<TimePoint, json::value>> entries;
    for (const auto& [time, what] : lines)
      entries.emplace_back(time, ParseJson(what).value_or(json::value(what)));
    if (common.format == Format::kText) {
      std::printf("%s", compose::ExplainText(entries).c_str());
      return {};
    }
    json::array rows;
    for (auto& [time, what] : entries)
      rows.push_back({{"at", FormatTime(time)}, {"what", std::move(what)}});
    std::printf("%s\n", JsonText(rows).c_str());
    return {};
  });
}

}  // namespace tocsin::commands
