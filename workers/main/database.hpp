#pragma once

#include <functional>
#include <memory>

#include "adapters/store.hpp"
#include "workers/compose/outside.hpp"
#include "workers/main/commands.hpp"

namespace tocsin::commands {

/// The configured database; kInvalid says how to name one.
Result<std::unique_ptr<Store>> StoreOf(const compose::LoadedSettings& loaded, const Common& common);

/// Runs `work` on the configured database and gives the exit code.
int WithStore(const Common& common, const std::function<Status(Store&)>& work);
/// The same on its read side.
int WithDirectory(const Common& common, const std::function<Status(StoreDirectory&)>& work);

/// What commands stand on that put something on the bus: the outbox (runtime::PublishByOutbox), and
/// the log to which it goes.
struct OutboxDesk {
  std::unique_ptr<Store> store;
  std::unique_ptr<StoreDirectory> directory;
  std::unique_ptr<StoreSession> session;
  compose::OpenedLog log;
};
Result<OutboxDesk> OpenOutboxDesk(const compose::LoadedSettings& loaded, const Common& common);

}  // namespace tocsin::commands
