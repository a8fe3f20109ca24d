#include <algorithm>
#include <set>
#include <sstream>
#include <tuple>
#include <utility>

#include "adapters/store/array_text.hpp"
#include "adapters/store/postgres_session.hpp"
#include "adapters/store/storable_text.hpp"
#include "adapters/store/voice_reading.hpp"

namespace tocsin::postgres {
namespace {

constexpr std::size_t kUuidText = 36;
// Where in a row of "conversation" each begins.
constexpr pqxx::row::size_type kCall = 0, kAttempt = kCall + kCallColumns,
                               kQuestion = kAttempt + kAttemptColumns,
                               kEnd = kQuestion + kQuestionColumns;

/// All parts by one statement, so that they are of one moment: a call of before a commit beside its
/// attempt of after it was never stored, and whoever decides by that hangs up on a person. A call
/// comes once for each of its attempts; a question may have no call.
std::string ConversationSql() {
  return "with named as ("
         " select id from call where id = any($1::uuid[])"
         " union select id from call where question = any($2::uuid[])"
         " union select call from attempt where token_hash = any($3::text[])"
         " union select call from attempt where provider_call_id = any($4::text[]) and "
         "provider_call_id <> ''"
         " union select id from call where provider_call_id = any($4::text[]) and "
         "provider_call_id <> ''"
         // Without a wish for them nothing is looked through: the first condition is of no row.
         " union select id from call where question in (select o.id from ("
         "select q.id, row_number() over (partition by q.tenant order by min(c.created_at), q.id) "
         "as place"
         " from question q join call c on c.question = q.id"
         " where $5::int > 0 and q.tenant = any($6::text[]) and q.status = 'open'"
         " and c.direction = 'outbound' group by q.id) o where o.place <= $5::int)"
         " union select id from call where question in (select w.question"
         " from unnest($7::text[]) p(phone) cross join lateral ("
         "select question from call where kind = 'text' and phone = p.phone"
         " order by created_at desc limit " +
         std::to_string(kMostTexted) +
         ") w))"
         " select c.*, a.*, q.* from ("
         "select id as call, null::uuid as question from named"
         " union all select null, unnest($2::uuid[])) k"
         " left join lateral (select " +
         CallColumns() +
         " from call where id = k.call) c on true"
         " left join lateral (select " +
         AttemptColumns() +
         " from attempt where call = c.id) a on true"
         " left join lateral (select " +
         QuestionColumns() +
         " from question where id = coalesce(c.question, k.question)) q on true"
         " order by a.number, a.id";
}

/// Dials of the numbers and of all, with those of the hour that are forgotten already; money; and
/// who holds or waits for each number's line. One statement, so that nobody is missing who goes
/// from waiting to holding in between.
std::string TallySql() {
  return "select t.dials, t.spent, p.phone, a.every + f.every, a.lately + f.lately, s.spent,"
         " (select call from attempt where phone = p.phone and unresolved order by planned_at "
         "limit 1),"
         " w.waiting"
         " from (select"
         // Calls that came in are few, and counted apart: else each attempt's call would be read.
         "   (select count(*) from attempt a where a.planned_at >= $6::timestamptz)"
         "   - (select coalesce(sum((select count(*) from attempt a where a.call = c.id"
         "     and a.planned_at >= $6::timestamptz)), 0) from call c where c.direction = 'inbound'"
         "     and c.created_at >= $6::timestamptz - interval '1 minute')"
         "   + (select count(*) from forgotten_dial where planned_at >= $6::timestamptz) dials,"
         "   (select string_agg(b.tenant || ' ' || b.micros, ' ') from ("
         "     select tenant, sum(micros)::bigint micros from spend"
         "     where at >= nullif($5::text, '')::timestamptz group by tenant) b) spent) t"
         " left join unnest($1::text[]) p(phone) on true"
         " left join lateral (select count(*) every,"
         "   count(*) filter (where planned_at >= $3::timestamptz) lately"
         "   from attempt where phone = p.phone and planned_at >= $2::timestamptz) a on true"
         " left join lateral (select count(*) every,"
         "   count(*) filter (where planned_at >= $3::timestamptz) lately from forgotten_dial"
         "   where phone_hash = phone_hash_v1(p.phone) and planned_at >= $2::timestamptz) f on true"
         " left join lateral (select string_agg(b.tenant || ' ' || b.micros, ' ') spent from ("
         "   select tenant, sum(micros)::bigint micros from spend"
         "   where phone_hash = phone_hash_v1(p.phone) and at >= nullif($5::text, "
         "'')::timestamptz group by tenant) b) s"
         "   on true"
         // One that nobody looks after keeps nobody waiting. Written so that a plan made while the
         // tables were empty is the right one: in the order of call_dialling alone, and a timer is
         // looked up for each call, never searched for among all that are due.
         " left join lateral (select string_agg(o.id::text, ' ' order by o.created_at, o.id) "
         "waiting"
         "   from (select c.id, c.created_at from call c"
         "   where c.phone between p.phone and p.phone and c.status = 'dialling'"
         "   and (select t.due_at from timer t where t.owner = c.id and t.role = 'voice')"
         "   >= $4::timestamptz"
         "   order by c.phone, c.created_at, c.id limit 50) o) w on true";
}

std::vector<CallId> ReadCalls(std::string_view ids) {
  std::vector<CallId> calls;
  for (std::size_t at = 0; at < ids.size(); at += kUuidText + 1)
    if (const auto id = Uuid::Parse(ids.substr(at, kUuidText))) calls.emplace_back(*id);
  return calls;
}

/// "acme 120000 default 50000".
MoneyOfTenants ReadMoney(const std::string& text) {
  MoneyOfTenants money;
  std::istringstream words(text);
  std::string tenant;
  std::int64_t micros = 0;
  while (words >> tenant >> micros) money[tenant] = micros;
  return money;
}

void AddPhone(const pqxx::row& row, AttemptTally& tally) {
  const std::string phone = ReadText(row[2]);
  tally.to_phone[phone] = {ReadInt(row[3]), ReadInt(row[4])};
  if (!row[5].is_null()) tally.spent_to[phone] = ReadMoney(row[5].c_str());
  if (!row[6].is_null()) tally.lines[phone].holder = CallId(ReadUuid(row[6]));
  if (!row[7].is_null()) tally.lines[phone].waiting = ReadCalls(row[7].as<std::string>());
}

/// Adds the row that these columns hold (from the first, before the second), unless it is known or
/// there is none.
template <class Row, class Id>
void AddOnce(const pqxx::row& joined, std::pair<pqxx::row::size_type, pqxx::row::size_type> columns,
             Row (*read)(const pqxx::row&), std::set<Id>& known, std::vector<Row>& found) {
  if (joined[columns.first].is_null()) return;
  if (!known.insert(Id(ReadUuid(joined[columns.first]))).second) return;
  found.push_back(read(joined.slice(columns.first, columns.second)));
}

}  // namespace

std::vector<Statement> VoiceStatements() {
  return {
      {"conversation", ConversationSql()},
      {"attempts_and_lines", TallySql()},
      // Few are as young as that, so the time goes first.
      {"callers",
       "select a.from_number, count(*) from attempt a join call c on c.id = a.call"
       " where a.planned_at >= $2::timestamptz and a.from_number = any($1::text[])"
       " and c.direction = 'inbound' group by a.from_number"},
      // By their timers: a call that nobody looks after is not under way. A dial is, from its
      // claim.
      {"live_calls",
       "select count(*) from timer t join call c on c.id = t.owner where t.role = 'voice'"
       " and case c.direction when 'inbound' then c.status in ('ringing', 'in_progress')"
       " else exists (select from attempt a where a.call = c.id and a.unresolved) end"},
      {"wrong_pins",
       "select w.caller,"
       " (select count(*) from pin_try t where t.wrong and t.caller_hash = phone_hash_v1(w.caller)"
       "  and t.at >= $2::timestamptz),"
       " (select count(*) from pin_try t where t.wrong and t.at >= $3::timestamptz)"
       " from unnest($1::text[]) w(caller)"},
      {"turns", "select " + TurnColumns() + " from turn where call = $1::uuid order by seq"},
  };
}

Result<StoredConversation> PostgresSession::LoadConversation(const VoiceQuery& query) {
  ArrayText tokens, provider_ids, tenants, texted;
  for (const std::string& phone : query.texted) texted.Append(Text{phone});
  for (const std::string& tenant : query.tenants) tenants.Append(Text{tenant});
  for (const std::string& hash : query.token_hashes) tokens.Append(Text{hash});
  for (const std::string& id : query.provider_call_ids) provider_ids.Append(Text{id});
  return connection_.Run(
      "loading a conversation",
      [&](pqxx::nontransaction& transaction) -> Result<StoredConversation> {
        StoredConversation found;
        std::set<CallId> calls;
        std::set<AttemptId> attempts;
        std::set<QuestionId> questions;
        for (const pqxx::row row : transaction.exec_prepared(
                 "conversation", ArrayOf(query.calls), ArrayOf(query.questions), tokens.Take(),
                 provider_ids.Take(), query.open_questions, tenants.Take(), texted.Take())) {
          AddOnce(row, {kCall, kAttempt}, ReadCall, calls, found.calls);
          AddOnce(row, {kAttempt, kQuestion}, ReadAttempt, attempts, found.attempts);
          AddOnce(row, {kQuestion, kEnd}, ReadQuestion, questions, found.questions);
        }
        std::ranges::sort(found.calls, {},
                          [](const CallRow& call) { return std::tie(call.created_at, call.id); });
        return found;
      });
}

Result<AttemptTally> PostgresSession::CountAttempts(const std::vector<std::string>& phones,
                                                    const CountSince& since) {
  ArrayText wanted;
  for (const auto& phone : phones) wanted.Append(Text{phone});
  return connection_.Run(
      "counting attempts", [&](pqxx::nontransaction& transaction) -> Result<AttemptTally> {
        AttemptTally tally;
        for (const pqxx::row row :
             transaction.exec_prepared("attempts_and_lines", wanted.Take(), FormatTime(since.all),
                                       FormatTime(since.lately), FormatTime(since.looked_after),
                                       since.money ? FormatTime(*since.money) : std::string(),
                                       FormatTime(since.total.value_or(since.all)))) {
          tally.total = ReadInt(row[0]);
          if (!row[1].is_null()) tally.spent = ReadMoney(row[1].c_str());
          if (!row[2].is_null()) AddPhone(row, tally);
        }
        return tally;
      });
}

Result<std::map<std::string, int>> PostgresSession::CountCallers(
    const std::vector<std::string>& callers, TimePoint since) {
  return connection_.Run(
      "counting callers",
      [&](pqxx::nontransaction& transaction) -> Result<std::map<std::string, int>> {
        ArrayText wanted;
        for (const auto& caller : callers) wanted.Append(Text{caller});
        std::map<std::string, int> counts;
        for (const pqxx::row row :
             transaction.exec_prepared("callers", wanted.Take(), FormatTime(since)))
          counts[ReadText(row[0])] = ReadInt(row[1]);
        return counts;
      });
}

Result<int> PostgresSession::CountLiveCalls() {
  return connection_.Run("counting calls that are under way",
                         [](pqxx::nontransaction& transaction) -> Result<int> {
                           return ReadInt(transaction.exec_prepared1("live_calls")[0]);
                         });
}

Result<WrongPinTally> PostgresSession::CountWrongPins(const std::vector<std::string>& callers,
                                                      TimePoint caller_since, TimePoint all_since) {
  return connection_.Run(
      "counting wrong PINs", [&](pqxx::nontransaction& transaction) -> Result<WrongPinTally> {
        ArrayText wanted;
        for (const auto& caller : callers) wanted.Append(Text{caller});
        WrongPinTally tally;
        for (const pqxx::row row : transaction.exec_prepared(
                 "wrong_pins", wanted.Take(), FormatTime(caller_since), FormatTime(all_since))) {
          tally.of[ReadText(row[0])] = ReadInt(row[1]);
          tally.all = ReadInt(row[2]);
        }
        return tally;
      });
}

Result<std::vector<TurnRow>> PostgresSession::LoadTurns(CallId call) {
  return connection_.Run(
      "loading turns", [&](pqxx::nontransaction& transaction) -> Result<std::vector<TurnRow>> {
        std::vector<TurnRow> turns;
        for (const pqxx::row row : transaction.exec_prepared("turns", call.ToString()))
          turns.push_back(ReadTurn(row));
        return turns;
      });
}

}  // namespace tocsin::postgres
