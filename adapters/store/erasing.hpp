#pragma once

#include <memory>
#include <string>

#include "adapters/store/connection.hpp"

namespace tocsin::postgres {

/// Store::Erase, statement by statement: what was done before an error stays done, and it may be
/// repeated.
Result<Erased> ErasePhone(PostgresOptions options, const std::shared_ptr<CallWatch>& watch,
                          const std::string& phone);

}  // namespace tocsin::postgres
