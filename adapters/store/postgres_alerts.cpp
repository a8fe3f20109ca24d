#include <algorithm>

#include "adapters/store/array_text.hpp"
#include "adapters/store/postgres_session.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::postgres {
namespace {

/// Columns of a row: first those of kAlertColumns, then what they lack. A time of infinity is none.
std::string TakeableColumns() {
  std::string columns, cut;
  for (const std::string_view name : kAlertColumns) {
    if (name == "created_at") {
      columns +=
          "case when isfinite(created_at) then to_char(created_at at time zone 'UTC', "
          "'YYYY-MM-DD\"T\"HH24:MI:SS.MS\"Z\"') end, ";
      continue;
    }
    const std::string most =
        std::to_string(name == "description" ? kMostOfDescription : kMostOfColumn);
    const std::string column(name);
    columns += "left(" + column + ", " + most + "), ";
    cut += "case when length(" + column + ") > " + most + " then '" + column + "' end, ";
  }
  cut.resize(cut.size() - 2);
  return columns + "concat_ws(',', " + cut + "), id, alert_id, " + Millis("inserted_at") +
         ", raised_at is null, resolved_at is null and lower(btrim(coalesce(status, ''))) = "
         "'resolved', tenant";
}

std::vector<std::string> Words(std::string_view list) {
  std::vector<std::string> words;
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    words.emplace_back(list.substr(0, comma));
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return words;
}

/// As it stands: what others write is not in this store's own spelling of bytes.
std::string Plain(const pqxx::field& field) {
  return ToUtf8(std::string(field.c_str(), field.size()));
}

AlertTableRow ReadRow(const pqxx::row& row) {
  AlertTableRow out;
  pqxx::row::size_type at = 0;
  for (const std::string_view name : kAlertColumns) {
    if (const pqxx::field field = row[at++]; !field.is_null())
      out.columns.emplace_back(name, Plain(field));
  }
  out.cut = Words(row[at++].c_str());
  out.id = ReadNumber(row[at++]);
  out.alert_id = Plain(row[at++]);
  out.inserted_at = ReadTime(row[at++]);
  out.raise = row[at++].as<bool>();
  out.resolve = row[at++].as<bool>();
  out.tenant = Plain(row[at]);
  return out;
}

}  // namespace

std::vector<Statement> AlertTableStatements() {
  return {
      {"alerts_pending",
       "select id, alert_id from alerts where pending and id > $1::bigint order by id limit "
       "$2::bigint"},
      {"alerts_load", "select " + TakeableColumns() +
                          " from alerts where id = any($1::bigint[]) and pending order by id"},
      {"alerts_open",
       "select distinct alert_id from alerts where alert_id = any($1::text[]) and closed_at is "
       "null"},
  };
}

Result<std::vector<AlertTableKey>> PostgresSession::PendingAlerts(std::int64_t after,
                                                                  std::size_t limit) {
  return connection_.Run(
      "looking into the table alerts",
      [&](pqxx::nontransaction& transaction) -> Result<std::vector<AlertTableKey>> {
        if (after == 0) transaction.exec("select write_left_alert_statuses_v1()");
        std::vector<AlertTableKey> found;
        for (const pqxx::row row :
             transaction.exec_prepared("alerts_pending", after, static_cast<std::int64_t>(limit)))
          found.push_back({ReadNumber(row[0]), Plain(row[1])});
        return found;
      });
}

Result<std::vector<AlertTableRow>> PostgresSession::LoadAlerts(
    const std::vector<std::int64_t>& ids) {
  if (ids.empty()) return std::vector<AlertTableRow>();
  return connection_.Run(
      "reading the table alerts",
      [&](pqxx::nontransaction& transaction) -> Result<std::vector<AlertTableRow>> {
        std::vector<AlertTableRow> found;
        for (const pqxx::row row : transaction.exec_prepared("alerts_load", ArrayOf(ids)))
          found.push_back(ReadRow(row));
        return found;
      });
}

Result<std::vector<std::string>> PostgresSession::OpenAlerts(
    const std::vector<std::string>& alert_ids) {
  if (alert_ids.empty()) return std::vector<std::string>();
  std::vector<Text> wanted;
  for (const std::string& id : alert_ids) wanted.push_back(Text{id});
  return connection_.Run(
      "looking for alerts of the table",
      [&](pqxx::nontransaction& transaction) -> Result<std::vector<std::string>> {
        std::vector<std::string> found;
        for (const pqxx::row row : transaction.exec_prepared("alerts_open", ArrayOf(wanted)))
          found.push_back(Plain(row[0]));
        return found;
      });
}

}  // namespace tocsin::postgres
