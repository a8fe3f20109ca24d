#include "adapters/store/array_text.hpp"
#include "adapters/store/postgres_directory.hpp"
#include "adapters/store/storable_text.hpp"

namespace tocsin::postgres {
namespace {

std::string KeyColumns() {
  return "name, hash, array_to_string(scopes, ' '), " + Millis("created_at") + ", " +
         Millis("expires_at") + ", " + Millis("revoked_at") + ", " + Millis("last_used_at") +
         ", tenant";
}

std::optional<TimePoint> ReadMaybeTime(const pqxx::field& field) {
  if (field.is_null()) return std::nullopt;
  return ReadTime(field);
}

StoreDirectory::ApiKey ReadKey(const pqxx::row& row) {
  return {{ReadText(row[0]), ReadText(row[1]), AccessScopes::OfKnown(ReadText(row[2])),
           ReadMaybeTime(row[4]), ReadText(row[7])},
          ReadTime(row[3]),
          ReadMaybeTime(row[5]),
          ReadMaybeTime(row[6])};
}

}  // namespace

Status PostgresDirectory::CreateKey(const NewKey& key) {
  return connection_.Run("creating an API key", [&](pqxx::nontransaction& transaction) -> Status {
    ArrayText scopes;
    const auto words = key.scopes.Words();
    for (const auto& word : words) scopes.Append(Text{word});
    const std::optional<std::string> expires =
        key.expires ? std::optional(FormatTime(*key.expires)) : std::nullopt;
    const auto added = transaction.exec_params(
        "insert into api_key (name, hash, scopes, expires_at, tenant) values ($1, $2, "
        "$3::text[], $4::timestamptz, $5) on conflict do nothing",
        ToStorable(key.name), ToStorable(key.hash), scopes.Take(), expires, ToStorable(key.tenant));
    if (added.affected_rows() == 1) return {};
    return Fail(ErrorKind::kConflict,
                "creating an API key: there is one named '" + key.name +
                    "' already; choose another name, a revoked one is not used again",
                "store");
  });
}

Result<std::vector<StoreDirectory::ApiKey>> PostgresDirectory::ListKeys() {
  return connection_.Run(
      "listing API keys", [&](pqxx::nontransaction& transaction) -> Result<std::vector<ApiKey>> {
        std::vector<ApiKey> keys;
        for (const pqxx::row row :
             transaction.exec("select " + KeyColumns() + " from api_key order by created_at, name"))
          keys.push_back(ReadKey(row));
        return keys;
      });
}

Status PostgresDirectory::RevokeKey(std::string_view name) {
  return connection_.Run("revoking an API key", [&](pqxx::nontransaction& transaction) -> Status {
    const auto revoked = transaction.exec_params(
        "update api_key set revoked_at = coalesce(revoked_at, now()) where name = $1",
        ToStorable(name));
    if (revoked.affected_rows() == 1) return {};
    return Fail(ErrorKind::kNotFound,
                "revoking an API key: there is none named '" + std::string(name) +
                    "'; see `tocsin keys list`",
                "store");
  });
}

Result<std::optional<StoreDirectory::ApiKey>> PostgresDirectory::UseKey(std::string_view hash) {
  const std::string sql =
      "with noted as (update api_key set last_used_at = now() where hash = $1 and revoked_at is "
      "null and (expires_at is null or expires_at > now()) and (last_used_at is null or "
      "last_used_at < now() - $2::bigint * interval '1 millisecond')) select " +
      KeyColumns() + " from api_key where hash = $1";
  return connection_.Run("checking an API key",
                         [&](pqxx::nontransaction& transaction) -> Result<std::optional<ApiKey>> {
                           const auto rows =
                               transaction.exec_params(sql, ToStorable(hash), kUseNoted.count());
                           if (rows.empty()) return std::optional<ApiKey>();
                           return std::optional(ReadKey(rows[0]));
                         });
}

}  // namespace tocsin::postgres
