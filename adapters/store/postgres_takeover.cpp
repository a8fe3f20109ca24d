#include <limits>

#include "adapters/store/array_text.hpp"
#include "adapters/store/postgres_session.hpp"
#include "adapters/store/record_codec.hpp"
#include "adapters/store/storable_text.hpp"

namespace tocsin::postgres {
namespace {

constexpr std::int64_t kAllRows = std::numeric_limits<std::int64_t>::max();

constexpr char kMatches[] =
    "select m.id, w.run, w.id, m.event from wait w"
    " cross join lateral ("
    "   select b.id, b.event from mailbox b"
    "    where b.correlation = w.correlation and b.expires > now()"
    "      and (b.accepted, b.ordinal) > (w.run_accepted, w.run_ordinal)"
    "      and (b.closed is null or (w.since < b.closed and w.run <> all(b.taken_by)))"
    "    order by b.accepted, b.ordinal, b.id limit 1) m"
    " where w.partition = any($1::int[]) order by m.id, w.run, w.id";

/// Positions are read first: what another owner still commits after that is fenced by our first
/// commit, and what it committed before that is in the tables read next.
void ReadPositions(pqxx::nontransaction& transaction, std::string_view role,
                   const std::string& bus_id, const std::string& partitions, TakeOver& found) {
  const auto rows = transaction.exec_params(
      "select topic, partition, next from position"
      " where role = $1 and bus_id = $2 and partition = any($3::int[]) order by topic, partition",
      std::string(role), bus_id, partitions);
  for (const pqxx::row row : rows) {
    found.positions.emplace_back(TopicPartition{ReadText(row[0]), ReadInt(row[1])},
                                 ReadNumber(row[2]));
  }
  if (!found.positions.empty()) return;
  const auto others = transaction.exec_params(
      "select bus_id from position where role = $1 and bus_id <> $2"
      " and not exists (select from position where role = $1 and bus_id = $2)"
      " order by bus_id limit 1",
      std::string(role), bus_id);
  if (!others.empty()) found.other_bus_id = ReadText(others[0][0]);
}

Result<std::vector<StoredOutbox>> ReadOutbox(pqxx::nontransaction& transaction,
                                             const std::string& role, const std::string& partitions,
                                             std::int64_t below, std::int64_t limit) {
  const auto rows = transaction.exec_params(
      "select id, partition, records, ends from outbox where role = $1 and partition = "
      "any($2::int[]) "
      "and id < $3 order by id limit $4",
      role, partitions, below, limit);
  std::vector<StoredOutbox> found;
  for (const pqxx::row row : rows) {
    StoredOutbox stored{ReadNumber(row[0]), ReadInt(row[1]), {}, {}};
    TRY_ASSIGN(stored.records, UnpackRecords(ReadBytes(row[2])));
    if (!row[3].is_null()) {
      TRY_ASSIGN(stored.ends, UnpackEnds(ReadBytes(row[3])));
    }
    found.push_back(std::move(stored));
  }
  return found;
}

void ReadMatches(pqxx::nontransaction& transaction, const std::string& partitions,
                 TakeOver& found) {
  for (const pqxx::row row : transaction.exec_params(kMatches, partitions)) {
    found.matches.push_back(
        {ReadNumber(row[0]), RunId(ReadUuid(row[1])), ReadUuid(row[2]), ReadBytes(row[3])});
  }
}

}  // namespace

std::string EffectColumns() {
  return "id, partition, run, kind, attempt, " + Millis("due_at") + ", request";
}

std::vector<EffectRow> ReadEffects(const pqxx::result& rows) {
  std::vector<EffectRow> effects;
  for (const pqxx::row row : rows) {
    effects.push_back({EffectId(ReadUuid(row[0])), ReadInt(row[1]), RunId(ReadUuid(row[2])),
                       ReadText(row[3]), ReadInt(row[4]), ReadTime(row[5]), ReadBytes(row[6])});
  }
  return effects;
}

Result<TakeOver> PostgresSession::TakeOverPartitions(std::string_view role, std::string_view bus_id,
                                                     const std::vector<int>& partitions) {
  const std::string wanted = ArrayOf(partitions);
  const std::string the_role(role);
  return connection_.Run(
      "taking over partitions",
      [&](pqxx::nontransaction& transaction) -> Result<TakeOver> {
        TakeOver found;
        ReadPositions(transaction, role, ToStorable(bus_id), wanted, found);
        TRY_ASSIGN(found.outbox, ReadOutbox(transaction, the_role, wanted, kAllRows, kAllRows));
        found.effects = ReadEffects(transaction.exec_params(
            "select " + EffectColumns() +
                " from effect where role = $1 and partition = any($2::int[]) order by due_at, id",
            the_role, wanted));
        if (role == "workflow") ReadMatches(transaction, wanted, found);
        return found;
      },
      Patience::kLong);
}

Result<std::vector<StoredOutbox>> PostgresSession::LoadOutbox(std::string_view role,
                                                              const std::vector<int>& partitions,
                                                              std::int64_t below,
                                                              std::size_t limit) {
  const std::string wanted = ArrayOf(partitions);
  const auto read = [&](pqxx::nontransaction& transaction) {
    return ReadOutbox(transaction, std::string(role), wanted, below,
                      static_cast<std::int64_t>(limit));
  };
  return connection_.Run("loading the outbox", read, Patience::kLong);
}

}  // namespace tocsin::postgres
