#pragma once

#include <memory>
#include <string>

#include "adapters/store.hpp"
#include "schemas/time.hpp"

namespace tocsin {

struct PostgresOptions {
  std::string url;  ///< postgresql://user:password@host:port/database
  std::string schema = "tocsin";
  Duration statement_timeout = std::chrono::seconds(10);  ///< longest wait for an answer
  /// The same where much is read at once (taking partitions over); migrations and housekeeping have
  /// their own.
  Duration long_timeout = std::chrono::minutes(1);
  Duration connect_timeout = std::chrono::seconds(5);
  /// Mail of one signature beyond this is dropped by Housekeeping, oldest first.
  std::int64_t mail_per_signature = 10000;
};

/// The store in PostgreSQL 15 or newer. Opens no connection: OpenSession and OpenDirectory do at
/// their first call, and again by themselves after it was lost. Example:
///   auto store = MakePostgresStore({.url = settings.store.url});
///   TRY(store->Migrate());
///   TRY_ASSIGN(auto session, store->OpenSession());
std::unique_ptr<Store> MakePostgresStore(PostgresOptions options);

}  // namespace tocsin
