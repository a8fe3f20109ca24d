#include "adapters/store/array_text.hpp"
#include "adapters/store/database_url.hpp"
#include "adapters/store/erasing.hpp"
#include "adapters/store/housekeeping.hpp"
#include "adapters/store/migrator.hpp"
#include "adapters/store/postgres_directory.hpp"
#include "adapters/store/postgres_session.hpp"
#include "adapters/store/postgres_watch.hpp"
#include "adapters/store/storable_text.hpp"

namespace tocsin {
namespace postgres {
namespace {

/// Commits take milliseconds.
constexpr Duration kSuspicious = std::chrono::seconds(3);

class PostgresStore final : public Store {
 public:
  explicit PostgresStore(PostgresOptions options) : options_(std::move(options)) {}

  Result<std::unique_ptr<StoreSession>> OpenSession() override {
    auto session = std::make_unique<PostgresSession>(options_, watch_);
    TRY(session->Probe());
    return session;
  }

  Result<std::unique_ptr<StoreDirectory>> OpenDirectory() override {
    auto directory = std::make_unique<PostgresDirectory>(options_, watch_);
    TRY(directory->Ping());
    return directory;
  }

  Result<MigrationReport> Migrate() override { return ApplyMigrations(options_, watch_); }
  Status Verify() override { return VerifyMigrations(options_, watch_); }

  Result<Secret> InstallationSecret(std::string_view name) override {
    Connection connection(options_, watch_, Planning::kQueries, {});
    return connection.Run("reading a secret of the installation",
                          [&](pqxx::nontransaction& transaction) -> Result<Secret> {
                            const auto rows = transaction.exec_params(
                                "select value from installation_secret where name = $1",
                                std::string(name));
                            if (!rows.empty()) return Secret(rows[0][0].c_str());
                            return Fail(ErrorKind::kInvalid,
                                        "reading the secret '" + std::string(name) +
                                            "' of this installation: its row in installation_secret"
                                            " is missing; run `tocsin migrate`",
                                        "store");
                          });
  }

  Status AdoptBus(std::string_view bus_id) override {
    const std::string id = ToStorable(bus_id);
    Connection connection(options_, watch_, Planning::kQueries, {});
    return connection.RunTransaction("adopting a bus", [&](pqxx::work& transaction) -> Status {
      transaction.exec_params("delete from position where bus_id <> $1", id);
      transaction.exec_params(
          "insert into bus_identity (bus_id) values ($1) on conflict (bus_id) do update set "
          "adopted_at = now()",
          id);
      return {};
    });
  }

  Status Housekeeping(Duration inbox_retention, Duration history_retention) override {
    return KeepHouse(options_, watch_, inbox_retention, history_retention);
  }
  Result<Forgotten> Forget(Duration history_retention) override {
    return ForgetConversations(options_, watch_, history_retention);
  }
  Result<Erased> Erase(const std::string& phone) override {
    return ErasePhone(options_, watch_, phone);
  }
  std::unique_ptr<TableWatch> Watch(Duration sweep,
                                    std::function<void(OpenTable)> changed) override {
    return WatchTables(options_, watch_, sweep, std::move(changed));
  }
  Status Health() const override {
    const Duration waiting = watch_->Waiting();
    if (waiting < kSuspicious) return {};
    return Fail(ErrorKind::kTransient,
                "the database has not answered for " +
                    FormatDuration(std::chrono::floor<std::chrono::seconds>(waiting)),
                "store");
  }

  std::string Describe() const override { return Masked(options_.url, options_.url); }

 private:
  const PostgresOptions options_;
  const std::shared_ptr<CallWatch> watch_ =
      std::make_shared<CallWatch>("database " + Describe());  ///< shared with the sessions
};

}  // namespace
}  // namespace postgres

std::unique_ptr<Store> MakePostgresStore(PostgresOptions options) {
  return std::make_unique<postgres::PostgresStore>(std::move(options));
}

}  // namespace tocsin
