#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression.hpp"
#include "workers/bridge/hooks/hook.hpp"

namespace tocsin::bridge {

/// The hooks in force, by name; null for one whose file has errors and that had no good one before.
/// Immutable.
struct HookSet {
  std::map<std::string, std::shared_ptr<const Hook>, std::less<>> hooks;
};

struct LoadedHooks {
  std::shared_ptr<const HookSet> set;
  std::vector<Finding> findings;
};

/// The folder of hooks that belongs to a folder of workflows.
std::filesystem::path HookFolder(const std::filesystem::path& workflows);
/// Its files (*.yaml, *.yml), sorted; none where there is no such folder. kInvalid when it cannot
/// be read.
Result<std::vector<std::filesystem::path>> FindHookFiles(const std::filesystem::path& folder);

/// Reads every hook of the folder. A file with errors leaves the others alone, and the hook as it
/// is in `former` (null at the start) in force; so it is with all of them when the folder cannot be
/// read. A hook whose file is gone is gone.
LoadedHooks LoadHooks(const std::filesystem::path& folder, ExpressionEngine& engine,
                      const HookSet* former);

}  // namespace tocsin::bridge
