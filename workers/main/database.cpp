#include "workers/main/database.hpp"

namespace tocsin::commands {

Result<std::unique_ptr<Store>> StoreOf(const compose::LoadedSettings& loaded,
                                       const Common& common) {
  if (loaded.settings.store.url.empty())
    return Fail(ErrorKind::kInvalid,
                "no database: set store.url in tocsin.yaml or DATABASE_URL; and no `tocsin run "
                "--embedded` runs on the data folder " +
                    common.data.string() + " (another one: --data)",
                "settings");
  return compose::OpenStore(loaded.settings, loaded.settings.store.url);
}

int WithStore(const Common& common, const std::function<Status(Store&)>& work) {
  const auto loaded = LoadOrRefuse(common);
  if (!loaded) return kFailed;
  auto store = StoreOf(*loaded, common);
  if (!store) return Refuse(store.error());
  const Status status = work(**store);
  return status ? kDone : Refuse(status.error());
}

int WithDirectory(const Common& common, const std::function<Status(StoreDirectory&)>& work) {
  return WithStore(common, [&](Store& store) -> Status {
    TRY_ASSIGN(const auto directory, store.OpenDirectory());
    return work(*directory);
  });
}

Result<OutboxDesk> OpenOutboxDesk(const compose::LoadedSettings& loaded, const Common& common) {
  OutboxDesk desk;
  TRY_ASSIGN(desk.store, StoreOf(loaded, common));
  TRY_ASSIGN(desk.directory, desk.store->OpenDirectory());
  TRY_ASSIGN(desk.session, desk.store->OpenSession());
  TRY_ASSIGN(desk.log, compose::OpenLog(loaded.settings, loaded.settings.store.url));
  return desk;
}

}  // namespace tocsin::commands
