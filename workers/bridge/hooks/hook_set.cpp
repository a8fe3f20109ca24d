#include "workers/bridge/hooks/hook_set.hpp"

#include <algorithm>
#include <system_error>

#include "workers/runtime/text_file.hpp"

namespace tocsin::bridge {
namespace {

namespace fs = std::filesystem;

HookFile ReadHookFile(const fs::path& file, ExpressionEngine& engine) {
  const auto text = runtime::ReadTextFile(file);
  if (text) return ReadHook(*text, file.string(), engine);
  return {
      nullptr,
      {{file.string(), {}, Finding::Level::kError, "it cannot be read: " + text.error().message}}};
}

}  // namespace

fs::path HookFolder(const fs::path& workflows) { return workflows / "hooks"; }

Result<std::vector<fs::path>> FindHookFiles(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  if (!fs::exists(folder, error)) return files;
  for (fs::directory_iterator at(folder, error), end; !error && at != end; at.increment(error)) {
    const auto extension = at->path().extension();
    if (extension == ".yaml" || extension == ".yml") files.push_back(at->path());
  }
  if (error)
    return Fail(ErrorKind::kInvalid, "the folder cannot be read: " + error.message(), "hooks");
  std::ranges::sort(files);
  return files;
}

LoadedHooks LoadHooks(const fs::path& folder, ExpressionEngine& engine, const HookSet* former) {
  LoadedHooks loaded;
  auto set = std::make_shared<HookSet>();
  const auto files = FindHookFiles(folder);
  if (!files) {
    loaded.findings.push_back({folder.string(), {}, Finding::Level::kError, files.error().message});
    if (former != nullptr) set->hooks = former->hooks;
    loaded.set = std::move(set);
    return loaded;
  }
  for (const auto& file : *files) {
    auto read = ReadHookFile(file, engine);
    const auto name = file.stem().string();
    if (set->hooks.contains(name))
      read.findings.push_back({file.string(),
                               {1, 1},
                               Finding::Level::kError,
                               "another file has the hook " + name + " already"});
    loaded.findings.insert(loaded.findings.end(), read.findings.begin(), read.findings.end());
    if (set->hooks.contains(name)) continue;
    if (read.hook == nullptr && former != nullptr)
      if (const auto known = former->hooks.find(name); known != former->hooks.end())
        read.hook = known->second;
    set->hooks.emplace(name, std::move(read.hook));
  }
  loaded.set = std::move(set);
  return loaded;
}

}  // namespace tocsin::bridge
