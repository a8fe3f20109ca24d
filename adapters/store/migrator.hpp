#pragma once

#include "adapters/store/connection.hpp"

namespace tocsin::postgres {

/// See Store::Migrate and Store::Verify. Each statement may take ten minutes.
Result<MigrationReport> ApplyMigrations(PostgresOptions options,
                                        const std::shared_ptr<CallWatch>& watch);
Status VerifyMigrations(const PostgresOptions& options, const std::shared_ptr<CallWatch>& watch);

}  // namespace tocsin::postgres
