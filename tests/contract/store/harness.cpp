// links: store store_memory
#include "harness.hpp"

#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>

#include "adapters/store/connection.hpp"
#include "adapters/store/memory/memory_store.hpp"

#if __has_feature(address_sanitizer)
// libpqxx 6.4 forgets the last result of a lost connection: it asks for the encoding, and throws,
// before it owns it.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() { return "leak:libpqxx"; }
#endif

namespace tocsin {
namespace {

/// The server's URL from tools/postgres; nullopt when PostgreSQL is not installed (it says so by
/// exit code 3).
std::optional<std::string> StartCluster() {
  const std::string command = std::string(TOCSIN_SOURCE_DIR) + "/tools/postgres start";
  FILE* pipe = ::popen(command.c_str(), "r");
  Check(pipe != nullptr, "starting tools/postgres");
  std::string output;
  char buffer[512];
  while (std::fgets(buffer, sizeof(buffer), pipe) != nullptr) output += buffer;
  const int status = ::pclose(pipe);
  if (WIFEXITED(status) && WEXITSTATUS(status) == 3) return std::nullopt;
  Check(status == 0 && !output.empty(), "tools/postgres start failed");
  return output.substr(0, output.find('\n'));
}

std::string WithDatabase(const std::string& url, const std::string& database) {
  const std::size_t host = url.find("://") + 3;
  const std::size_t slash = url.find('/', host);
  const std::size_t query = url.find('?', host);
  const std::string tail = query == std::string::npos ? "" : url.substr(query);
  return url.substr(0, std::min(slash, query)) + "/" + database + tail;
}

struct TestDatabase : testing::Environment {
  std::string server;
  std::string name = "tocsin_test_" + std::to_string(::getpid());
  std::optional<std::string> url;

  /// Making and dropping a database waits for a checkpoint, which takes what the disk takes.
  void RunOnServer(const std::string& sql) {
    RunSql({.url = server, .statement_timeout = std::chrono::minutes(2)}, sql);
  }
  void SetUp() override {
    const char* given = std::getenv("TOCSIN_TEST_DATABASE");
    const std::optional<std::string> found =
        given != nullptr ? std::optional<std::string>(given) : StartCluster();
    if (!found) return;
    server = *found;
    RunOnServer("drop database if exists " + name + " with (force)");
    RunOnServer("create database " + name);
    // What is tested here is not the disk.
    RunOnServer("alter database " + name + " set synchronous_commit = off");
    url = WithDatabase(server, name);
  }
  void TearDown() override {
    if (url) RunOnServer("drop database if exists " + name + " with (force)");
  }
};

TestDatabase& Database() {
  static TestDatabase* const database = static_cast<TestDatabase*>(
      testing::AddGlobalTestEnvironment(new TestDatabase));  // gtest owns it
  return *database;
}
[[maybe_unused]] const bool kRegistered = (Database(), true);

}  // namespace

std::optional<std::string> TestDatabaseUrl() { return Database().url; }

std::string RunSql(const PostgresOptions& options, const std::string& sql) {
  postgres::Connection connection(options, std::make_shared<CallWatch>(),
                                  postgres::Planning::kQueries, {});
  const auto answer =
      connection.Run("running a test's SQL", [&](pqxx::nontransaction& transaction) {
        const pqxx::result rows = transaction.exec(sql);
        const bool any = !rows.empty() && rows.columns() > 0 && !rows[0][0].is_null();
        return Result<std::string>(any ? rows[0][0].c_str() : "");
      });
  if (!answer) {
    ADD_FAILURE() << answer.error().message << " in " << sql;
    return {};
  }
  return *answer;
}

PostgresOptions FreshSchema() {
  static std::atomic<int> count = 0;
  return {.url = Database().url.value(), .schema = "t" + std::to_string(++count)};
}

void MigratedPostgres::SetUp() {
  if (!TestDatabaseUrl()) GTEST_SKIP() << "PostgreSQL is not installed";
  options_ = FreshSchema();
  store_ = MakePostgresStore(*options_);
  const auto migrated = store_->Migrate();
  ASSERT_TRUE(migrated) << migrated.error().message;
  session_ = std::move(store_->OpenSession()).value();
}

void MigratedPostgres::TearDown() {
  session_.reset();
  if (options_) Sql("drop schema " + options_->schema + " cascade");
}

void StoreContract::SetUp() {
  if (GetParam() == "memory") {
    store_ = std::make_unique<MemoryStore>();
  } else {
    if (!TestDatabaseUrl()) GTEST_SKIP() << "PostgreSQL is not installed";
    postgres_ = FreshSchema();
    store_ = MakePostgresStore(*postgres_);
  }
  const auto migrated = store_->Migrate();
  ASSERT_TRUE(migrated) << migrated.error().message;
  session_ = NewSession();
}

void StoreContract::TearDown() {
  session_.reset();
  if (postgres_ && store_) RunSql(*postgres_, "drop schema " + postgres_->schema + " cascade");
}

std::unique_ptr<StoreSession> StoreContract::NewSession() {
  auto session = store_->OpenSession();
  EXPECT_TRUE(session) << session.error().message;
  return std::move(session).value();
}

std::unique_ptr<StoreDirectory> StoreContract::Directory() {
  auto directory = store_->OpenDirectory();
  EXPECT_TRUE(directory) << directory.error().message;
  return std::move(directory).value();
}

CommitOutcome StoreContract::Commit(const Batch& batch) {
  return Commit(batch, CommitOutcome::Kind::kCommitted);
}

CommitOutcome StoreContract::Commit(const Batch& batch, CommitOutcome::Kind expected) {
  auto outcome = session_->Commit(batch);
  if (!outcome) {
    ADD_FAILURE() << outcome.error().message;
    return {};
  }
  EXPECT_EQ(static_cast<int>(outcome->kind), static_cast<int>(expected));
  return *outcome;
}

std::optional<StoredRun> StoreContract::Load(const RunId& id) {
  auto runs = session_->LoadRuns({id});
  if (!runs) {
    ADD_FAILURE() << runs.error().message;
    return std::nullopt;
  }
  if (runs->empty()) return std::nullopt;
  return runs->front();
}

TakeOver StoreContract::TakeOverOf(std::string_view role, const std::vector<int>& partitions,
                                   std::string_view bus) {
  auto found = session_->TakeOverPartitions(role, bus, partitions);
  if (!found) {
    ADD_FAILURE() << found.error().message;
    return {};
  }
  return std::move(*found);
}

void StoreContract::AgeInbox() {
  if (!postgres_) return;
  RunSql(*postgres_, "select add_day_v1('inbox', (now() at time zone 'utc')::date - 1)");
  RunSql(*postgres_, "update inbox set day = day - 1 where day = (now() at time zone 'utc')::date");
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract, testing::Values("memory", "postgres"),
                         [](const auto& test) { return test.param; });

}  // namespace tocsin
