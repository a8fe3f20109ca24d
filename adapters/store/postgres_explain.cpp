#include <algorithm>
#include <set>

#include "adapters/store/array_text.hpp"
#include "adapters/store/postgres_directory.hpp"
#include "adapters/store/storable_text.hpp"
#include "schemas/json.hpp"

namespace tocsin::postgres {
namespace {

using Lines = std::vector<std::pair<TimePoint, std::string>>;
using Tenant = std::optional<std::string>;

void AddLine(Lines& lines, TimePoint at, const json::object& what) {
  lines.emplace_back(at, JsonText(what));
}

/// Stored text is valid UTF-8 in its storable form, so it is shown in that form.
std::string_view Shown(const pqxx::field& field) { return {field.c_str(), field.size()}; }

json::value Document(const std::string& bytes) {
  auto parsed = ParseJson(bytes, {.max_depth = kMaxWrappedDepth});
  if (parsed) return std::move(*parsed);
  return json::string(ToStorable(bytes));
}

/// When an entry of a history says it was; else when it was stored.
TimePoint TimeOf(const json::value& entry, TimePoint stored) {
  if (!entry.is_object()) return stored;
  return ParseTime(StringAt(entry.get_object(), "at")).value_or(stored);
}

/// What a call's state tells about it, one line for each entry of its log.
void AddLog(Lines& lines, const json::object& call, TimePoint latest, const json::value& state) {
  const auto* log = Find(state, "log");
  if (log == nullptr || !log->is_array()) return;
  for (const auto& entry : log->get_array()) {
    if (!entry.is_object()) continue;
    json::object line = call;
    TimePoint at = latest;
    for (const auto& member : entry.get_object()) {
      if (member.key() == "what")
        line["event"] = member.value();
      else if (member.key() == "at" && member.value().is_int64())
        at = TimePoint(Duration(member.value().get_int64()));
      else
        line[member.key()] = member.value();
    }
    AddLine(lines, at, line);
  }
}

std::string ExplainRuns(pqxx::nontransaction& transaction, const std::string& id,
                        const std::string& uuid, const Tenant& tenant, Lines& lines) {
  const std::string about =
      "((left(subject, 64) = left($1, 64) collate \"C\" and subject = $1) or id = $2::uuid) and "
      "($3::text is null or tenant = $3)";
  const auto rows = transaction.exec_params(
      "select id, space, name, status, subject, " + Millis("started_at") +
          ", null::bigint, null::bytea, tenant from run where " + about +
          " union all select id, space, name, status, subject, " + Millis("started_at") + ", " +
          Millis("ended_at") + ", output, tenant from run_done where " + about,
      id, uuid, tenant);
  ArrayText runs;
  std::set<std::string> tenants = {tenant.value_or(std::string(kDefaultTenant))};
  for (const pqxx::row row : rows) {
    runs.Append(ReadUuid(row[0]));
    tenants.insert(ReadText(row[8]));
    const std::string workflow = std::string(Shown(row[1])) + "/" + std::string(Shown(row[2]));
    const std::string_view status = ToString(static_cast<RunStatus>(ReadInt(row[3])));
    json::object started = {{"kind", "run"},
                            {"run", Shown(row[0])},
                            {"workflow", workflow},
                            {"subject", Shown(row[4])},
                            {"event", "started"}};
    if (row[6].is_null()) started["status"] = status;
    AddLine(lines, ReadTime(row[5]), started);
    if (row[6].is_null()) continue;
    AddLine(lines, ReadTime(row[6]),
            {{"kind", "run"},
             {"run", Shown(row[0])},
             {"workflow", workflow},
             {"event", "ended"},
             {"status", status},
             {"output", Document(ReadBytes(row[7]))}});
  }
  for (const auto& of : tenants) runs.Append(Uuid(SubjectNotes(of, id)));
  return runs.Take();
}

void ExplainHistory(pqxx::nontransaction& transaction, const std::string& runs, Lines& lines) {
  const auto rows = transaction.exec_params(
      "select run, revision, entries, " + Millis("at") +
          " from history where run = any($1::uuid[]) order by at, run, revision",
      runs);
  for (const pqxx::row row : rows) {
    json::value entries = Document(ReadBytes(row[2]));
    if (!entries.is_array()) entries = json::array({std::move(entries)});
    for (json::value& entry : entries.get_array()) {
      AddLine(lines, TimeOf(entry, ReadTime(row[3])),
              {{"kind", "history"},
               {"run", Shown(row[0])},
               {"revision", ReadInt(row[1])},
               {"entry", std::move(entry)}});
    }
  }
}

std::string ExplainQuestions(pqxx::nontransaction& transaction, const std::string& id,
                             const std::string& uuid, const std::string& runs, const Tenant& tenant,
                             Lines& lines) {
  const auto rows = transaction.exec_params(
      "select id, run, alert_id, status, " + Millis("updated_at") +
          ", state from question where ((left(alert_id, 64) = left($1, 64) collate \"C\" and "
          "alert_id = $1) or id = $2::uuid"
          " or run = any($3::uuid[])) and ($4::text is null or tenant = $4)",
      id, uuid, runs, tenant);
  ArrayText questions;
  for (const pqxx::row row : rows) {
    questions.Append(ReadUuid(row[0]));
    json::object question = {{"kind", "question"},
                             {"question", Shown(row[0])},
                             {"run", Shown(row[1])},
                             {"alert_id", Shown(row[2])},
                             {"status", Shown(row[3])}};
    const json::value state = Document(ReadBytes(row[5]));
    for (const char* key : {"decision", "answers", "closed_because"})
      if (const auto* found = Find(state, key)) question[key] = *found;
    AddLine(lines, ReadTime(row[4]), question);
  }
  return questions.Take();
}

std::string ExplainCalls(pqxx::nontransaction& transaction, const std::string& id,
                         const std::string& uuid, const std::string& questions,
                         const Tenant& tenant, Lines& lines) {
  const auto rows = transaction.exec_params(
      "select id, question, alert_id, contact, provider, provider_call_id, status, " +
          Millis("created_at") + ", " + Millis("updated_at") +
          ", state from call where ((left(alert_id, 64) = left($1, 64) collate \"C\" and alert_id "
          "= "
          "$1) or "
          "id = $2::uuid"
          " or question = any($3::uuid[])) and ($4::text is null or tenant = $4)",
      id, uuid, questions, tenant);
  ArrayText calls;
  for (const pqxx::row row : rows) {
    calls.Append(ReadUuid(row[0]));
    json::object call = {{"kind", "call"}, {"call", Shown(row[0])}};
    if (!row[1].is_null()) call["question"] = Shown(row[1]);
    call["alert_id"] = Shown(row[2]);
    if (!row[3].is_null()) call["contact"] = Shown(row[3]);
    json::object created = call;
    created["event"] = "requested";
    AddLine(lines, ReadTime(row[7]), created);
    AddLog(lines, call, ReadTime(row[8]), Document(ReadBytes(row[9])));
    json::object latest = call;
    latest["event"] = "status";
    latest["status"] = Shown(row[6]);
    latest["provider"] = Shown(row[4]);
    latest["provider_call_id"] = Shown(row[5]);
    AddLine(lines, ReadTime(row[8]), latest);
  }
  return calls.Take();
}

void ExplainTalk(pqxx::nontransaction& transaction, const std::string& calls, Lines& lines) {
  const auto attempts = transaction.exec_params(
      "select id, call, number, provider_call_id, unresolved and provider_call_id = '', " +
          Millis("planned_at") + " from attempt where call = any($1::uuid[])",
      calls);
  for (const pqxx::row row : attempts) {
    AddLine(lines, ReadTime(row[5]),
            {{"kind", "attempt"},
             {"attempt", Shown(row[0])},
             {"call", Shown(row[1])},
             {"number", ReadInt(row[2])},
             {"provider_call_id", Shown(row[3])},
             {"unresolved", row[4].as<bool>()}});
  }
  const auto turns =
      transaction.exec_params("select call, seq, role, text, " + Millis("at") +
                                  " from turn where call = any($1::uuid[]) order by seq",
                              calls);
  for (const pqxx::row row : turns) {
    AddLine(lines, ReadTime(row[4]),
            {{"kind", "turn"},
             {"call", Shown(row[0])},
             {"seq", ReadInt(row[1])},
             {"role", Shown(row[2])},
             {"text", Shown(row[3])}});
  }
}

}  // namespace

Result<Lines> PostgresDirectory::Explain(std::string_view id, const Tenant& tenant) {
  if (id.empty()) return Lines();
  const std::string text = ToStorable(id);
  const std::string uuid = Uuid::Parse(id).value_or(Uuid()).ToString();
  return connection_.Run("explaining", [&](pqxx::nontransaction& transaction) -> Result<Lines> {
    Lines lines;
    const std::string runs = ExplainRuns(transaction, text, uuid, tenant, lines);
    ExplainHistory(transaction, runs, lines);
    const std::string questions = ExplainQuestions(transaction, text, uuid, runs, tenant, lines);
    const std::string calls = ExplainCalls(transaction, text, uuid, questions, tenant, lines);
    ExplainTalk(transaction, calls, lines);
    std::stable_sort(lines.begin(), lines.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    return lines;
  });
}

}  // namespace tocsin::postgres
