#include "adapters/store/postgres_directory.hpp"

#include <algorithm>
#include <unordered_map>

#include "adapters/store/array_text.hpp"
#include "adapters/store/rules/page_cursor.hpp"
#include "adapters/store/storable_text.hpp"
#include "adapters/store/voice_reading.hpp"

namespace tocsin::postgres {
namespace {

StoreDirectory::Conversation ToConversation(const CallRow& call) {
  StoreDirectory::Conversation conversation;
  conversation.call = call.id;
  conversation.call_sid = call.provider_call_id;
  conversation.alert_id = call.alert_id;
  conversation.phone = call.phone;
  conversation.status = call.status;
  conversation.context = call.context;
  conversation.created = call.created_at;
  conversation.updated = call.updated_at;
  return conversation;
}

void AddMessages(pqxx::nontransaction& transaction,
                 std::vector<StoreDirectory::Conversation>& conversations) {
  std::unordered_map<Uuid, StoreDirectory::Conversation*> by_call;
  ArrayText calls;
  for (auto& conversation : conversations) {
    by_call[conversation.call] = &conversation;
    calls.Append(Uuid(conversation.call));
  }
  const auto rows = transaction.exec_params(
      "select " + TurnColumns() + " from turn where call = any($1::uuid[]) order by call, seq",
      calls.Take());
  for (const pqxx::row row : rows) {
    TurnRow turn = ReadTurn(row);
    by_call[turn.call]->messages.push_back(std::move(turn));
  }
}

}  // namespace

PostgresDirectory::PostgresDirectory(PostgresOptions options, std::shared_ptr<CallWatch> watch)
    : connection_(std::move(options), std::move(watch), Planning::kQueries, {}) {}

Result<StoreDirectory::ConversationPage> PostgresDirectory::ListConversations(
    const ConversationFilter& filter) {
  const std::size_t limit = std::clamp<std::size_t>(filter.limit, 1, kMaxPageSize);
  PageCursor after{};
  if (!filter.cursor.empty()) {
    TRY_ASSIGN(after, PageCursor::Parse(filter.cursor));
  }
  std::string sql = "select " + CallColumns() + " from call where true";
  if (!filter.cursor.empty()) sql += " and (created_at, id) < ($1::timestamptz, $2::uuid)";
  if (!filter.alert_id.empty())
    sql += " and left(alert_id, 64) = left($3, 64) collate \"C\" and alert_id = $3";
  // Every parameter needs a type, also where it is not used.
  sql += " and ($1::timestamptz is not null and $2::uuid is not null and $3::text is not null)";
  sql += " and ($5::text is null or tenant = $5)";
  sql += " order by created_at desc, id desc limit $4::bigint";
  return connection_.Run(
      "listing conversations", [&](pqxx::nontransaction& transaction) -> Result<ConversationPage> {
        ConversationPage page;
        const auto rows =
            transaction.exec_params(sql, FormatTime(after.at), after.id.ToString(),
                                    ToStorable(filter.alert_id), limit + 1, filter.tenant);
        for (const pqxx::row row : rows) page.items.push_back(ToConversation(ReadCall(row)));
        if (page.items.size() > limit) {
          page.items.resize(limit);
          page.next_cursor =
              PageCursor{page.items.back().created, page.items.back().call}.ToString();
        }
        AddMessages(transaction, page.items);
        return page;
      });
}

Result<StoreDirectory::Conversation> PostgresDirectory::GetConversation(
    CallId call, const std::optional<std::string>& tenant) {
  return connection_.Run(
      "reading a conversation", [&](pqxx::nontransaction& transaction) -> Result<Conversation> {
        const auto rows = transaction.exec_params(
            "select " + CallColumns() +
                " from call where id = $1::uuid and ($2::text is null or tenant = $2)",
            call.ToString(), tenant);
        if (rows.empty()) {
          return Fail(ErrorKind::kNotFound,
                      "reading a conversation: there is no call " + call.ToString(), "store");
        }
        std::vector<Conversation> found = {ToConversation(ReadCall(rows[0]))};
        AddMessages(transaction, found);
        return std::move(found.front());
      });
}

Result<std::optional<StoreDirectory::Remembered>> PostgresDirectory::Remember(
    std::string_view key, const Remembered& fresh) {
  const std::string id = Uuid::Derive({"idempotency", "default", key}).ToString();
  return connection_.Run(
      "remembering an answer",
      [&](pqxx::nontransaction& transaction) -> Result<std::optional<Remembered>> {
        const auto added = transaction.exec_params(
            "insert into idempotency (id, body_hash, response) values ($1::uuid, $2, $3) on "
            "conflict do nothing",
            id, ToStorable(fresh.body_hash), pqxx::binarystring(fresh.response));
        if (added.affected_rows() == 1) return std::optional<Remembered>();
        const auto rows = transaction.exec_params(
            "select body_hash, response from idempotency where id = $1::uuid", id);
        if (rows.empty())
          return Fail(ErrorKind::kTransient, "remembering an answer: it has just expired", "store");
        return Remembered{ReadText(rows[0][0]), ReadBytes(rows[0][1])};
      });
}

Result<std::optional<ActionRow>> PostgresDirectory::FindAction(std::string_view id) {
  return connection_.Run(
      "looking for an action",
      [&](pqxx::nontransaction& transaction) -> Result<std::optional<ActionRow>> {
        const auto rows =
            transaction.exec_params("select partition, state, about, coalesce(result, ''), " +
                                        Millis("updated_at") + " from action where id = $1",
                                    ToStorable(id));
        if (rows.empty()) return std::optional<ActionRow>();
        const pqxx::row row = rows[0];
        return ActionRow{std::string(id),   row[0].as<int>(),  ReadText(row[1]),
                         ReadBytes(row[2]), ReadBytes(row[3]), ReadTime(row[4])};
      });
}

Result<std::vector<StoreDirectory::LetterReplay>> PostgresDirectory::LetterReplays(
    std::string_view bus_id, std::string_view topic) {
  return connection_.Run(
      "listing replays",
      [&](pqxx::nontransaction& transaction) -> Result<std::vector<LetterReplay>> {
        std::vector<LetterReplay> replays;
        for (const pqxx::row row : transaction.exec_params(
                 "select partition, position, times, " + Millis("last_at") +
                     " from letter_replay where bus = $1 and topic = $2 order by 1, 2",
                 ToStorable(bus_id), ToStorable(topic)))
          replays.push_back(
              {row[0].as<int>(), row[1].as<std::int64_t>(), row[2].as<int>(), ReadTime(row[3])});
        return replays;
      });
}

Status PostgresDirectory::NoteLetterReplay(std::string_view bus_id, const TopicPartition& at,
                                           std::int64_t offset) {
  return connection_.Run("noting a replay", [&](pqxx::nontransaction& transaction) -> Status {
    transaction.exec_params(
        "insert into letter_replay (bus, topic, partition, position) values ($1, $2, $3, $4) "
        "on conflict (bus, topic, partition, position) do update "
        "set times = letter_replay.times + 1, last_at = now()",
        ToStorable(bus_id), ToStorable(at.topic), at.partition, offset);
    transaction.exec("delete from letter_replay where last_at < now() - interval '1 year'");
    return {};
  });
}

Status PostgresDirectory::Ping() {
  const auto ask = [](pqxx::nontransaction& transaction) -> Status {
    transaction.exec("select 1");
    return {};
  };
  return connection_.Run("reaching the database", ask, Patience::kPing);
}

}  // namespace tocsin::postgres
