#include <cstdio>

#include "workers/cluster/local_cluster.hpp"
#include "workers/compose/outside.hpp"
#include "workers/compose/settings_use.hpp"
#include "workers/main/commands.hpp"
#include "workers/reference/generate.hpp"
#include "workers/workflow/language/lint.hpp"

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

int ConfigCheck(const Common& common) {
  auto loaded = compose::LoadSettings(common.Load());
  for (auto& finding : compose::CheckUse(loaded)) loaded.findings.push_back(std::move(finding));
  if (common.format == Format::kJson) {
    std::printf("%s", workflow::FormatJson(loaded.findings).c_str());
    return HasErrors(loaded.findings) ? kFailed : kDone;
  }
  for (const auto& finding : loaded.findings) std::printf("%s\n", FormatFinding(finding).c_str());
  if (HasErrors(loaded.findings)) return kFailed;
  std::printf("settings are good%s\n", loaded.file.empty() ? " (no file: defaults and environment)"
                                                           : (": " + loaded.file).c_str());
  return kDone;
}

int ConfigShow(const Common& common) {
  const auto loaded = compose::LoadSettings(common.Load());
  for (const auto& finding : loaded.findings)
    std::fprintf(stderr, "%s\n", FormatFinding(finding).c_str());
  if (common.format == Format::kJson)
    std::printf("%s\n", JsonText(compose::ShowSettingsJson(loaded)).c_str());
  else
    std::printf("%s", compose::ShowSettingsText(loaded).c_str());
  return HasErrors(loaded.findings) ? kFailed : kDone;
}

int WriteSchemas(const std::filesystem::path& folder, std::string commands_page) {
  auto files = compose::GeneratedFiles();
  files.push_back({"docs/reference/commands.md", std::move(commands_page)});
  const Status written = compose::WriteFiles(folder, files);
  return written ? kDone : Refuse(written.error());
}

}  // namespace tocsin::commands
