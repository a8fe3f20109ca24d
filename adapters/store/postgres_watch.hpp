#pragma once

#include <functional>
#include <memory>

#include "adapters/call_watch.hpp"
#include "adapters/store/postgres.hpp"

namespace tocsin::postgres {

/// Store::Watch: a thread with a connection of its own that listens to what the triggers of the
/// open tables say (schemas/sql/0015_alerts_table.sql). A lost connection is made again once a
/// second; what was written meanwhile is told then.
std::unique_ptr<TableWatch> WatchTables(PostgresOptions options, std::shared_ptr<CallWatch> watch,
                                        Duration sweep, std::function<void(OpenTable)> changed);

}  // namespace tocsin::postgres
