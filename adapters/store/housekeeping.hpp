#pragma once

#include <memory>

#include "adapters/store/connection.hpp"

namespace tocsin::postgres {

/// Store::Housekeeping. Each step is tried, whatever became of the one before it; gives the first
/// error.
Status KeepHouse(PostgresOptions options, const std::shared_ptr<CallWatch>& watch,
                 Duration inbox_retention, Duration history_retention);

/// Store::Forget.
Result<Forgotten> ForgetConversations(PostgresOptions options,
                                      const std::shared_ptr<CallWatch>& watch,
                                      Duration history_retention);

}  // namespace tocsin::postgres
