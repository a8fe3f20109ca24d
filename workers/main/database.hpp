#pragma once

#include <functional>
#include <memory>

#include "adapters/store.hpp"
#include "workers/main/commands.hpp"

namespace tocsin::commands {

/// The configured database; kInvalid says how to name one.
Result<std::unique_ptr<Store>> StoreOf(const compose::LoadedSettings& loaded, const Common& common);

/// Runs `work` on the configured database and gives the exit code.
int WithStore(const Common& common, const std::function<Status(Store&)>& work);
/// The same on its read side.
int WithDirectory(const Common& common, const std::function<Status(StoreDirectory&)>& work);

}  // namespace tocsin::commands
