#include <cstdio>

#include "schemas/ids.hpp"
#include "workers/compose/outside.hpp"
#include "workers/main/commands.hpp"

namespace tocsin::commands {
namespace {

using compose::LoadedSettings;
using compose::OpenBus;
using compose::OpenStore;

constexpr Duration kBusTimeout = std::chrono::seconds(10);
constexpr std::size_t kKeyBytes = 32;

Result<std::unique_ptr<Store>> StoreOf(const LoadedSettings& loaded) {
  if (loaded.settings.store.url.empty())
    return Fail(ErrorKind::kInvalid, "no database: set store.url in tocsin.yaml or DATABASE_URL", "store");
  return OpenStore(loaded.settings, loaded.settings.store.url);
}

/// Runs `work` on the read side of the configured database.
int WithDirectory(const Common& common, const std::function<Status(StoreDirectory&)>& work) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  auto store = StoreOf(*loaded);
  if (!store) return Refuse(store.error());
  auto directory = (*store)->OpenDirectory();
  if (!directory) return Refuse(directory.error());
  const Status status = work(**directory);
  return status ? kDone : Refuse(status.error());
}

Status MigrateTopics(const LoadedSettings& loaded, Store& store, bool adopt_bus) {
  if (loaded.settings.bus.brokers.empty()) {
    std::printf("bus.brokers is not set: no topics to make\n");
    return {};
  }
  TRY_ASSIGN(auto bus, OpenBus(loaded.settings, loaded.settings.store.url, false, ""));
  TRY_ASSIGN(const int partitions, compose::EnsureTopics(*bus, loaded.settings));
  std::printf("topics %s.* are there, %d partitions each\n", loaded.settings.bus.prefix.c_str(), partitions);
  if (!adopt_bus) return {};
  TRY_ASSIGN(const auto id, bus->Id(kBusTimeout));
  TRY(store.AdoptBus(id));
  std::printf("positions now belong to the log %s, from its beginning\n", id.c_str());
  return {};
}

}  // namespace

int Migrate(const Common& common, bool verify_only, bool adopt_bus) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  auto store = StoreOf(*loaded);
  if (!store) return Refuse(store.error());
  if (verify_only) {
    const Status status = (*store)->Verify();
    if (!status) return Refuse(status.error());
    std::printf("database is up to date\n");
    return kDone;
  }
  auto report = (*store)->Migrate();
  if (!report) return Refuse(report.error());
  for (const auto& file : report->applied) std::printf("applied %s\n", file.c_str());
  if (report->applied.empty()) std::printf("database is up to date (%zu migrations)\n", report->present.size());
  const Status topics = MigrateTopics(*loaded, **store, adopt_bus);
  return topics ? kDone : Refuse(topics.error());
}

int KeysCreate(const Common& common, const std::string& name) {
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
    if (common.format == Format::kJson) std::printf("%s\n", json::serialize(rows).c_str());
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
      return Fail(ErrorKind::kInvalid, "nothing is known of '" + id + "': no run, question or call has this id or alert id", "explain");
    json::array rows;
    for (const auto& [time, what] : lines) {
      if (common.format == Format::kText) std::printf("%s  %s\n", FormatTime(time).c_str(), what.c_str());
      else rows.push_back({{"at", FormatTime(time)}, {"what", ParseJson(what).value_or(json::value(what))}});
    }
    if (common.format == Format::kJson) std::printf("%s\n", json::serialize(rows).c_str());
    return {};
  });
}

}  // namespace tocsin::commands
