#pragma once

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "adapters/store.hpp"
#include "adapters/store/postgres.hpp"

namespace tocsin {

/// A database of this test program in TOCSIN_TEST_DATABASE's server, or in the checkout's own
/// cluster (tools/postgres); dropped when the program ends. Nullopt where PostgreSQL is not
/// installed.
std::optional<std::string> TestDatabaseUrl();

/// Runs SQL on a connection of its own, with the schema in the search path, and gives the first
/// field of the first row, or "".
std::string RunSql(const PostgresOptions& options, const std::string& sql);

PostgresOptions FreshSchema();

/// What is seen only by SQL: PostgreSQL with all migrations and a session, in a schema of the
/// test's own. Skipped where PostgreSQL is not installed.
class MigratedPostgres : public testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  std::string Sql(const std::string& sql) { return RunSql(*options_, sql); }

  std::optional<PostgresOptions> options_;
  std::unique_ptr<Store> store_;
  std::unique_ptr<StoreSession> session_;
};

/// Every test of the suite runs on both stores, each time on an empty one.
class StoreContract : public testing::TestWithParam<std::string> {
 protected:
  void SetUp() override;
  void TearDown() override;

  Store& TheStore() { return *store_; }
  /// A second, third, ... connection.
  std::unique_ptr<StoreSession> NewSession();
  StoreSession& Session() { return *session_; }
  std::unique_ptr<StoreDirectory> Directory();

  /// Commits and expects that it is committed.
  CommitOutcome Commit(const Batch& batch);
  /// Commits and expects this kind.
  CommitOutcome Commit(const Batch& batch, CommitOutcome::Kind expected);
  std::optional<StoredRun> Load(const RunId& id);
  TakeOver TakeOverOf(std::string_view role, const std::vector<int>& partitions,
                      std::string_view bus = "bus-1");
  /// As if what is known now had been committed yesterday.
  void AgeInbox();

  std::unique_ptr<Store> store_;
  std::unique_ptr<StoreSession> session_;
  std::optional<PostgresOptions> postgres_;
};

/// A batch of the workflow role on "bus-1".
Batch WorkflowBatch();
Batch VoiceBatch();
RunId RunNamed(std::string_view name);
/// A new run "ops/router" whose key is its name, in partition 3.
RunWrite NewRun(std::string_view name);
/// The same run as a later input of `stored` leaves it.
RunWrite NextOf(const StoredRun& stored);
WaitWrite WaitFor(std::string_view id, std::string value = "\"a-1\"");
MailWrite MailOf(std::string event, std::string value = "\"a-1\"");
InboxWrite EventSeen(std::string_view id, std::size_t event);
QuestionRow NewQuestion(std::string_view name);
CallRow NewCall(std::string_view name, const QuestionId& question);
AttemptRow NewAttempt(std::string_view name, const CallId& call);
TimePoint At(std::int64_t seconds);

/// NUL, invalid UTF-8, quotes and backslashes, braces, and a character that the store uses for
/// itself.
std::string NastyText();

}  // namespace tocsin
