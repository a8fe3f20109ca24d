#include "adapters/store/postgres_session.hpp"

#include "adapters/store/array_text.hpp"
#include "adapters/store/storable_text.hpp"

namespace tocsin::postgres {
namespace {

std::vector<Statement> SessionStatements() {
  return {
      {"runs", "select id, partition, definition, key, subject, revision, status, format, state, " +
                   Millis("started_at") + " from run where id = any($1::uuid[])"},
      {"failed run",
       "select id, partition, definition, key, subject, revision, status, format, coalesce(state, "
       "''), " +
           Millis("started_at") + " from run_done where id = $1::uuid and status = " +
           std::to_string(static_cast<int>(RunStatus::kFaulted)) +
           " order by ended_at desc limit 1"},
      {"timers",
       "select t.kind, t.owner, t.partition, " + Millis("t.due_at") +
           " from (select case when kind <> '' then kind when role = 'voice' then 'call' else 'run'"
           " end as kind, owner, partition, due_at from timer"
           " where role = $1 and partition = any($2::int[]) and due_at < $3::timestamptz) t"
           " where t.kind = any($5::text[]) order by t.due_at, t.owner limit $4::bigint"},
      {"effects",
       "select " + EffectColumns() +
           " from effect where role = $1 and partition = any($2::int[]) and due_at < "
           "$3::timestamptz and id <> all($4::uuid[]) order by due_at, id limit $5::bigint"},
      {"definition",
       "select id, space, name, version, hash, yaml, active from definition where id = $1::bigint"},
      {"definitions",
       "select id, space, name, version, hash, yaml, active from definition"
       " where active or id in (select distinct definition from run) order by id"},
  };
}

std::vector<Statement> Statements() {
  auto all = SessionStatements();
  for (auto& statement : VoiceStatements()) all.push_back(std::move(statement));
  for (auto& statement : AlertTableStatements()) all.push_back(std::move(statement));
  return all;
}

StoredRun ReadRun(const pqxx::row& row) {
  StoredRun run;
  run.id = RunId(ReadUuid(row[0]));
  run.partition = ReadInt(row[1]);
  run.definition = ReadNumber(row[2]);
  run.key = ReadText(row[3]);
  run.subject = ReadText(row[4]);
  run.revision = ReadInt(row[5]);
  run.status = static_cast<RunStatus>(ReadInt(row[6]));
  run.format = ReadInt(row[7]);
  run.state = ReadBytes(row[8]);
  run.started_at = ReadTime(row[9]);
  return run;
}

DefinitionRow ReadDefinition(const pqxx::row& row) {
  DefinitionRow definition;
  definition.id = ReadNumber(row[0]);
  definition.space = ReadText(row[1]);
  definition.name = ReadText(row[2]);
  definition.version = ReadText(row[3]);
  definition.hash = ReadText(row[4]);
  definition.yaml = ReadText(row[5]);
  definition.active = row[6].as<bool>();
  return definition;
}

}  // namespace

PostgresSession::PostgresSession(PostgresOptions options, std::shared_ptr<CallWatch> watch)
    : connection_(std::move(options), std::move(watch), Planning::kLookups, Statements()) {}

Status PostgresSession::Probe() {
  return connection_.Run("connecting to the database",
                         [](pqxx::nontransaction& transaction) -> Status {
                           transaction.exec("select 1");
                           return {};
                         });
}

Result<std::vector<StoredRun>> PostgresSession::LoadRuns(const std::vector<RunId>& ids) {
  if (ids.empty()) return std::vector<StoredRun>();
  return connection_.Run(
      "loading runs", [&](pqxx::nontransaction& transaction) -> Result<std::vector<StoredRun>> {
        std::vector<StoredRun> runs;
        for (const pqxx::row row : transaction.exec_prepared("runs", ArrayOf(ids)))
          runs.push_back(ReadRun(row));
        return runs;
      });
}

Result<std::optional<StoredRun>> PostgresSession::LoadFailedRun(const RunId& id) {
  return connection_.Run(
      "loading a failed run",
      [&](pqxx::nontransaction& transaction) -> Result<std::optional<StoredRun>> {
        const auto rows = transaction.exec_prepared("failed run", id.ToString());
        if (rows.empty()) return std::nullopt;
        return ReadRun(rows[0]);
      });
}

void PostgresSession::TellOfOutbox() {
  // Where it does not arrive, the sweep finds the row.
  static_cast<void>(
      connection_.Run("telling of the outbox", [&](pqxx::nontransaction& transaction) -> Status {
        transaction.exec("select pg_notify(left(current_schema(), 50) || '_tables', 'outbox')");
        return {};
      }));
}

Result<std::vector<StoredTimer>> PostgresSession::LoadTimers(std::string_view role,
                                                             const std::vector<std::string>& kinds,
                                                             const std::vector<int>& partitions,
                                                             TimePoint until, std::size_t limit) {
  return connection_.Run(
      "loading timers", [&](pqxx::nontransaction& transaction) -> Result<std::vector<StoredTimer>> {
        std::vector<StoredTimer> timers;
        ArrayText wanted;
        for (const auto& kind : kinds) wanted.Append(Text{kind});
        const auto rows =
            transaction.exec_prepared("timers", std::string(role), ArrayOf(partitions),
                                      FormatTime(until), std::to_string(limit), wanted.Take());
        for (const pqxx::row row : rows)
          timers.push_back({ReadText(row[0]), ReadUuid(row[1]), ReadInt(row[2]), ReadTime(row[3])});
        return timers;
      });
}

Result<std::vector<EffectRow>> PostgresSession::LoadEffects(std::string_view role,
                                                            const std::vector<int>& partitions,
                                                            TimePoint until,
                                                            const std::vector<EffectId>& known,
                                                            std::size_t limit) {
  return connection_.Run(
      "loading effects", [&](pqxx::nontransaction& transaction) -> Result<std::vector<EffectRow>> {
        return ReadEffects(transaction.exec_prepared("effects", std::string(role),
                                                     ArrayOf(partitions), FormatTime(until),
                                                     ArrayOf(known), std::to_string(limit)));
      });
}

Result<std::int64_t> PostgresSession::PutDefinition(const DefinitionRow& definition) {
  const std::string space = ToStorable(definition.space);
  const std::string name = ToStorable(definition.name);
  return connection_.RunTransaction(
      "storing a definition", [&](pqxx::work& transaction) -> Result<std::int64_t> {
        transaction.exec_params(
            "select pg_advisory_xact_lock(hashtextextended($1 || '/' || $2, 0))", space, name);
        const auto rows = transaction.exec_params(
            "insert into definition (space, name, version, hash, yaml, active) values ($1, $2, $3, "
            "$4, $5, true)"
            " on conflict (tenant, space, name, hash) do update set active = true returning id",
            space, name, ToStorable(definition.version), ToStorable(definition.hash),
            ToStorable(definition.yaml));
        const std::int64_t id = ReadNumber(rows.at(0)[0]);
        transaction.exec_params(
            "update definition set active = false"
            " where tenant = 'default' and space = $1 and name = $2 and id <> $3::bigint and "
            "active",
            space, name, id);
        return id;
      });
}

Result<DefinitionRow> PostgresSession::LoadDefinition(std::int64_t id) {
  return connection_.Run(
      "loading a definition", [&](pqxx::nontransaction& transaction) -> Result<DefinitionRow> {
        const auto rows = transaction.exec_prepared("definition", id);
        if (rows.empty()) {
          return Fail(ErrorKind::kNotFound,
                      "loading a definition: there is none with id " + std::to_string(id), "store");
        }
        return ReadDefinition(rows[0]);
      });
}

Result<std::vector<DefinitionRow>> PostgresSession::LoadDefinitions() {
  return connection_.Run(
      "loading definitions",
      [&](pqxx::nontransaction& transaction) -> Result<std::vector<DefinitionRow>> {
        std::vector<DefinitionRow> definitions;
        for (const auto& row : transaction.exec_prepared("definitions"))
          definitions.push_back(ReadDefinition(row));
        return definitions;
      },
      Patience::kLong);
}

}  // namespace tocsin::postgres
