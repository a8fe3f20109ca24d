#include <cstdio>

#include "workers/compose/outside.hpp"
#include "workers/compose/settings_use.hpp"
#include "workers/main/command_line.hpp"
#include "workers/workflow/language/lint.hpp"

namespace tocsin::commands {
namespace {

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

}  // namespace

void AddConfigCommands(CommandLine& line) {
  auto* config = AddCommand(line, group::kFindOut, "config", "settings", "tocsin config show");
  config->require_subcommand(1);
  auto* check =
      AddCommand(*config, "check", "find mistakes in the settings", "tocsin config check");
  AddFormat(line, check);
  check->callback([&line] { line.action = [&line] { return ConfigCheck(line.common); }; });
  auto* show = AddCommand(*config, "show", "every setting with its origin; secrets as ****",
                          "tocsin config show --format json");
  AddFormat(line, show);
  show->callback([&line] { line.action = [&line] { return ConfigShow(line.common); }; });
}

}  // namespace tocsin::commands
