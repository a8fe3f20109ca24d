#include "workers/main/database.hpp"

#include "workers/compose/outside.hpp"

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

}  // namespace tocsin::commands
