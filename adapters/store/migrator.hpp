#pragma once

#include "adapters/store/connection.hpp"

namespace tocsin::postgres {

Result<MigrationReport> ApplyMigrations(const PostgresOptions& options);
Status VerifyMigrations(const PostgresOptions& options);

}  // namespace tocsin::postgres
