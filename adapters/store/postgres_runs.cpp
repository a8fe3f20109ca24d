#include <algorithm>

#include "adapters/store/postgres_directory.hpp"
#include "adapters/store/storable_text.hpp"

namespace tocsin::postgres {
namespace {

/// One side of the list: the newest of live runs, or of those that are over.
std::string RunsOf(const std::string& table, const std::string& ended, const std::string& output) {
  return "(select r.id, r.space, r.name, d.version, r.status, r.key, r.subject, " +
         Millis("r.started_at") + ", " + ended + ", " + output +
         ", r.tenant, r.started_at as started from " + table +
         " r left join definition d on d.id = r.definition where"
         " ($1 = '' or r.name = $1 or r.space || '/' || r.name = $1)"
         " and ($2::smallint < 0 or r.status = $2::smallint)"
         " and ($3 = '' or (left(r.subject, 64) = left($3, 64) collate \"C\" and r.subject = $3))"
         " and ($4::uuid is null or r.id = $4::uuid)"
         " and ($7::text is null or r.tenant = $7)";
}

StoreDirectory::RunSummary ToSummary(const pqxx::row& row) {
  StoreDirectory::RunSummary run;
  run.id = RunId(ReadUuid(row[0]));
  run.space = ReadText(row[1]);
  run.name = ReadText(row[2]);
  if (!row[3].is_null()) run.version = ReadText(row[3]);
  run.status = static_cast<RunStatus>(ReadInt(row[4]));
  run.key = ReadText(row[5]);
  run.subject = ReadText(row[6]);
  run.started = ReadTime(row[7]);
  if (!row[8].is_null()) run.ended = ReadTime(row[8]);
  if (!row[9].is_null()) run.output = ReadBytes(row[9]);
  run.tenant = ReadText(row[10]);
  return run;
}

}  // namespace

Result<std::vector<StoreDirectory::RunSummary>> PostgresDirectory::ListRuns(
    const RunFilter& filter) {
  const std::string order = " order by r.started_at desc, r.id desc limit $6::bigint)";
  const std::string sql = RunsOf("run", "null::bigint", "null::bytea") +
                          " and $5::timestamptz is not null" + order + " union all " +
                          RunsOf("run_done", Millis("r.ended_at"), "r.output") +
                          " and r.ended_at >= $5::timestamptz" + order +
                          " order by started desc, id desc limit $6::bigint";
  std::optional<std::string> id;
  if (filter.id) id = filter.id->ToString();
  const int status = filter.status ? static_cast<int>(*filter.status) : -1;
  const auto limit = std::clamp<std::size_t>(filter.limit, 1, kMostRuns);
  return connection_.Run(
      "listing runs", [&](pqxx::nontransaction& transaction) -> Result<std::vector<RunSummary>> {
        std::vector<RunSummary> runs;
        const auto rows = transaction.exec_params(sql, ToStorable(filter.workflow), status,
                                                  ToStorable(filter.subject), id,
                                                  FormatTime(filter.since), limit, filter.tenant);
        for (const pqxx::row row : rows) runs.push_back(ToSummary(row));
        return runs;
      });
}

}  // namespace tocsin::postgres
