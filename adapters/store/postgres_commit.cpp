#include <algorithm>

#include "adapters/store/commit_part.hpp"
#include "adapters/store/postgres_session.hpp"
#include "adapters/store/rules/batch_check.hpp"
#include "adapters/store/storable_text.hpp"
#include "schemas/json.hpp"

namespace tocsin::postgres {
namespace {

constexpr char kDoing[] = "committing a batch";
constexpr std::string_view kUniqueViolation = "23505";

CommitOutcome Duplicates(std::vector<std::size_t> events) {
  std::sort(events.begin(), events.end());
  events.erase(std::unique(events.begin(), events.end()), events.end());
  CommitOutcome outcome;
  outcome.kind = CommitOutcome::Kind::kDuplicates;
  outcome.duplicates = std::move(events);
  return outcome;
}

template <class Id>
Result<std::vector<Id>> ReadIds(const json::value& detail, std::string_view key) {
  std::vector<Id> ids;
  const json::value* list = Find(detail, key);
  if (list == nullptr || !list->is_array()) return ids;
  for (const json::value& item : list->get_array()) {
    TRY_ASSIGN(const Id id, Id::Parse(item.is_string() ? std::string_view(item.get_string())
                                                       : std::string_view()));
    ids.push_back(id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

std::vector<std::string> ReadTexts(const json::value& detail, std::string_view key) {
  std::vector<std::string> texts;
  const json::value* list = Find(detail, key);
  if (list == nullptr || !list->is_array()) return texts;
  for (const json::value& item : list->get_array())
    if (item.is_string()) texts.push_back(FromStorable(item.get_string()));
  std::sort(texts.begin(), texts.end());
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
  return texts;
}

Result<CommitOutcome> Conflict(const json::value& detail) {
  CommitOutcome outcome;
  outcome.kind = CommitOutcome::Kind::kConflict;
  TRY_ASSIGN(outcome.stale, ReadIds<RunId>(detail, "stale"));
  TRY_ASSIGN(outcome.stale_questions, ReadIds<QuestionId>(detail, "questions"));
  TRY_ASSIGN(outcome.stale_calls, ReadIds<CallId>(detail, "calls"));
  TRY_ASSIGN(outcome.stale_effects, ReadIds<EffectId>(detail, "effects"));
  if (const json::value* rows = Find(detail, "alerts"); rows != nullptr && rows->is_array())
    for (const json::value& row : rows->get_array())
      if (row.is_int64()) outcome.stale_alerts.push_back(row.get_int64());
  outcome.stale_actions = ReadTexts(detail, "actions");
  outcome.limited_actions = ReadTexts(detail, "limited");
  const json::value* taken = Find(detail, "taken");
  if (taken == nullptr || !taken->is_array()) return outcome;
  for (const json::value& pair : taken->get_array()) {
    if (!pair.is_array() || pair.get_array().size() != 2 || !pair.at(0).is_string() ||
        !pair.at(1).is_string()) {
      return Fail(ErrorKind::kInternal, "reading a conflict: a pair of ids is expected", "store");
    }
    TRY_ASSIGN(const RunId fresh, RunId::Parse(pair.at(0).get_string()));
    TRY_ASSIGN(const RunId live, RunId::Parse(pair.at(1).get_string()));
    outcome.taken.emplace_back(fresh, live);
  }
  return outcome;
}

/// The JSON after "tocsin:" in the message that the functions of schemas/sql raise.
Result<json::value> RaisedDetail(std::string_view message) {
  constexpr std::string_view kMark = "tocsin:";
  const std::size_t at = message.find(kMark);
  if (at == std::string_view::npos)
    return Fail(ErrorKind::kInternal, "reading a refusal: no detail", "store");
  const std::string_view rest = message.substr(at + kMark.size());
  return ParseJson(rest.substr(0, rest.find('\n')));
}

bool IsRefusal(std::string_view state) {
  return state == "TC001" || state == "TC002" || state == "TC003";
}

Result<CommitOutcome> Refused(std::string_view state, std::string_view message,
                              const std::vector<std::size_t>& inbox_events) {
  if (state == "TC001") {
    CommitOutcome outcome;
    outcome.kind = CommitOutcome::Kind::kFenced;
    return outcome;
  }
  TRY_ASSIGN(const json::value detail, RaisedDetail(message));
  if (state == "TC002") return Conflict(detail);
  std::vector<std::size_t> events;
  if (!detail.is_array())
    return Fail(ErrorKind::kInternal, "reading duplicates: a list is expected", "store");
  for (const json::value& place : detail.get_array()) {
    const std::int64_t index = place.is_int64() ? place.get_int64() - 1 : -1;
    if (index < 0 || index >= static_cast<std::int64_t>(inbox_events.size())) {
      return Fail(ErrorKind::kInternal, "reading duplicates: a place is out of range", "store");
    }
    events.push_back(inbox_events[static_cast<std::size_t>(index)]);
  }
  return Duplicates(std::move(events));
}

CommitOutcome Committed(const pqxx::result& rows) {
  CommitOutcome outcome;
  for (const pqxx::row row : rows) {
    if (ReadInt(row[0]) == 0) {
      outcome.outbox_ids.push_back(ReadNumber(row[1]));
    } else {
      outcome.matches.push_back(
          {ReadNumber(row[1]), RunId(ReadUuid(row[2])), ReadUuid(row[3]), ReadBytes(row[4])});
    }
  }
  return outcome;
}

Result<CommitOutcome> CommitOnce(Connection& connection, pqxx::nontransaction& transaction,
                                 const CommitStatement& statement) {
  try {
    connection.Prepare(statement.name, [&] { return statement.Sql(); });
    const std::vector<pqxx::binarystring> binaries(statement.binaries.begin(),
                                                   statement.binaries.end());
    return Committed(transaction.exec_prepared(statement.name,
                                               pqxx::prepare::make_dynamic_params(statement.texts),
                                               pqxx::prepare::make_dynamic_params(binaries)));
  } catch (const pqxx::sql_error& refusal) {
    if (!IsRefusal(refusal.sqlstate())) throw;
    return Refused(refusal.sqlstate(), refusal.what(), statement.inbox_events);
  }
}

}  // namespace

Result<CommitOutcome> PostgresSession::Commit(const Batch& batch) {
  TRY(CheckBatch(batch));
  if (batch.Empty()) return CommitOutcome();
  if (auto repeated = RepeatedEvents(batch); !repeated.empty())
    return Duplicates(std::move(repeated));

  const CommitStatement statement(batch, Expect::kNothing);
  return connection_.Run(kDoing, [&](pqxx::nontransaction& transaction) -> Result<CommitOutcome> {
    try {
      return CommitOnce(connection_, transaction, statement);
    } catch (const pqxx::sql_error& refusal) {
      if (refusal.sqlstate() != kUniqueViolation) throw;
    }
    // Nothing of it is stored: once more, to say what was there. Perhaps it has waited for long.
    connection_.Renew();
    return CommitOnce(connection_, transaction, CommitStatement(batch, Expect::kAnything));
  });
}

}  // namespace tocsin::postgres
