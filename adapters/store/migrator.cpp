#include "adapters/store/migrator.hpp"

#include <map>

#include "adapters/store/migrations.hpp"

namespace tocsin::postgres {
namespace {

constexpr std::size_t kSecretBytes = 32;
// One for all schemas of a database: the search_path of the database is common to them.
constexpr char kLock[] = "select pg_advisory_lock(5501734420863121265)";

constexpr Duration kLongestStatement = std::chrono::minutes(10);

using Applied = std::map<std::string, std::string>;  ///< file name to checksum

Applied ReadApplied(pqxx::nontransaction& transaction, const PostgresOptions& options) {
  Applied applied;
  const auto table = transaction.exec_params("select to_regclass($1)::text",
                                             Quoted(options.schema) + ".migration");
  if (table.at(0)[0].is_null()) return applied;
  for (const pqxx::row row :
       transaction.exec("select name, checksum from " + Quoted(options.schema) + ".migration")) {
    applied.emplace(row[0].c_str(), row[1].c_str());
  }
  return applied;
}

Status CheckUnchanged(const Applied& applied, const std::vector<Migration>& known) {
  for (const Migration& migration : known) {
    const auto found = applied.find(migration.name);
    if (found != applied.end() && found->second != Sha256Hex(migration.sql)) {
      return Fail(ErrorKind::kInvalid,
                  "checking migrations: " + migration.name +
                      " has changed since it was applied; migrations are forward-only, add a new "
                      "file instead",
                  "store");
    }
  }
  return {};
}

/// Several statements in one simple query are one transaction. Whoever waits for a table's lock
/// makes the running release's commits wait behind it.
Status Apply(pqxx::nontransaction& transaction, const Migration& migration) {
  try {
    transaction.exec("select set_config('lock_timeout', '5s', true);\n" + migration.sql +
                     ";\ninsert into migration (name, checksum) values (" +
                     transaction.quote(migration.name) + ", " +
                     transaction.quote(Sha256Hex(migration.sql)) + ")");
    return {};
  } catch (const pqxx::sql_error& refused) {
    if (refused.sqlstate() == "55P03")
      return Fail(ErrorKind::kTransient,
                  "applying " + migration.name +
                      ": somebody holds a table (a backup?); nothing is changed, run it again when "
                      "that is over",
                  "store");
    const std::string_view message = refused.what();
    return Fail(
        ErrorKind::kInternal,
        "applying " + migration.name + ": " + std::string(message.substr(0, message.find('\n'))),
        "store");
  }
}

/// Two who migrate at once, or a second time, keep the secrets of the first.
void MakeSecrets(pqxx::nontransaction& transaction, const PostgresOptions& options) {
  for (const auto name : kInstallationSecrets)
    transaction.exec_params("insert into " + Quoted(options.schema) +
                                ".installation_secret (name, value) values ($1, $2)"
                                " on conflict do nothing",
                            std::string(name), RandomToken(kSecretBytes));
}

/// For people with psql. Where the database belongs to somebody else, at least for this user.
void SetSearchPath(pqxx::nontransaction& transaction, const PostgresOptions& options) {
  const auto names = transaction.exec_params(
      "select format('%I', current_database()), format('%I', current_user), coalesce(("
      "  select bool_or(format('search_path=%I, public', $1::text) = any(s.setconfig)) from "
      "pg_db_role_setting s"
      "   where s.setdatabase = (select oid from pg_database where datname = current_database())"
      "     and s.setrole in (0, (select oid from pg_roles where rolname = current_user))), false),"
      " pg_has_role((select datdba from pg_database where datname = current_database()), 'usage')",
      options.schema);
  if (names.at(0)[2].as<bool>()) return;
  const std::string database = names.at(0)[0].c_str();
  const std::string user = names.at(0)[1].c_str();
  const std::string setting = " set search_path to " + Quoted(options.schema) + ", public";
  const bool owner = names.at(0)[3].as<bool>();
  transaction.exec(owner ? "alter database " + database + setting
                         : "alter role " + user + " in database " + database + setting);
}

Result<MigrationReport> ApplyAll(Connection& connection, pqxx::nontransaction& transaction,
                                 const PostgresOptions& options) {
  transaction.exec(kLock);
  connection.Renew();
  const std::string schema = Quoted(options.schema);
  if (transaction.exec_params("select from pg_namespace where nspname = $1", options.schema)
          .empty()) {
    transaction.exec("create schema " + schema);
  }
  transaction.exec(
      "create table if not exists " + schema +
      ".migration (name text primary key, checksum text not null, applied_at timestamptz not null "
      "default"
      " now(), tenant text not null default 'default', format smallint not null default 1)");
  const std::vector<Migration> known = Migrations();
  const Applied applied = ReadApplied(transaction, options);
  TRY(CheckUnchanged(applied, known));
  MigrationReport report;
  for (const Migration& migration : known) {
    if (applied.contains(migration.name)) {
      report.present.push_back(migration.name);
      continue;
    }
    connection.Renew();
    TRY(Apply(transaction, migration));
    report.applied.push_back(migration.name);
  }
  MakeSecrets(transaction, options);
  SetSearchPath(transaction, options);
  return report;
}

}  // namespace

Result<MigrationReport> ApplyMigrations(PostgresOptions options,
                                        const std::shared_ptr<CallWatch>& watch) {
  options.long_timeout = kLongestStatement;
  Connection connection(options, watch, Planning::kQueries, {});
  return connection.Run(
      "migrating the database",
      [&](pqxx::nontransaction& transaction) -> Result<MigrationReport> {
        try {
          return ApplyAll(connection, transaction, options);
        } catch (const pqxx::insufficient_privilege&) {
          return Fail(ErrorKind::kRejected,
                      "migrating the database: this user may not create what is needed; grant it "
                      "create on the database",
                      "store");
        }
      },
      Patience::kLong);
}

Status VerifyMigrations(const PostgresOptions& options, const std::shared_ptr<CallWatch>& watch) {
  Connection connection(options, watch, Planning::kQueries, {});
  return connection.Run("verifying the database", [&](pqxx::nontransaction& transaction) -> Status {
    const Applied applied = ReadApplied(transaction, options);
    const std::vector<Migration> known = Migrations();
    TRY(CheckUnchanged(applied, known));
    std::string missing;
    for (const Migration& migration : known) {
      if (!applied.contains(migration.name))
        missing += (missing.empty() ? "" : ", ") + migration.name;
    }
    if (missing.empty()) return {};
    return Fail(
        ErrorKind::kInvalid,
        "verifying the database: migrations are missing: " + missing + "; run `tocsin migrate`",
        "store");
  });
}

}  // namespace tocsin::postgres
