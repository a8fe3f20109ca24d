#include "workers/main/commands.hpp"

#include <cstdio>

#include "workers/cluster/local_cluster.hpp"
#include "workers/compose/outside.hpp"

namespace tocsin::commands {

compose::LoadOptions Common::Load() const {
  compose::LoadOptions options;
  options.file = config;
  options.environment = compose::ProcessEnvironment();
  return options;
}

int Refuse(const Error& error) {
  const Error told = compose::WithRemedy(error);
  std::fprintf(stderr, "tocsin: %s\n", told.message.c_str());
  return compose::ExitCodeOf(told);
}

std::optional<compose::LoadedSettings> LoadOrRefuse(const Common& common) {
  auto loaded = compose::LoadSettings(common.Load());
  for (const auto& finding : loaded.findings)
    std::fprintf(stderr, "%s\n", FormatFinding(finding).c_str());
  if (HasErrors(loaded.findings)) return std::nullopt;
  if (auto& url = loaded.settings.store.url; url.empty())
    url = compose::LocalCluster::FindUrl(common.data).value_or("");
  return loaded;
}

}  // namespace tocsin::commands
