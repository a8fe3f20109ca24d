#include "adapters/store/array_parameter.hpp"
#include "adapters/store/commit_part.hpp"

namespace tocsin::postgres {
namespace {

void AddQuestions(CommitParts& parts, const std::vector<QuestionRow>& questions) {
  if (questions.empty()) return;
  const auto rows = SortedBy(questions, [](const QuestionRow& row) { return row.id; });
  parts.emplace_back('Q', "commit_questions_v3")
      .Add("q_id", Column(rows, [](const QuestionRow& row) { return Uuid(row.id); }))
      .Add("q_partition", Column(rows, [](const QuestionRow& row) { return row.partition; }))
      .Add("q_alert", Column(rows, [](const QuestionRow& row) { return Text{row.alert_id}; }))
      .Add("q_run", Column(rows, [](const QuestionRow& row) { return Uuid(row.run); }))
      .Add("q_read", Column(rows, [](const QuestionRow& row) { return row.revision; }))
      .Add("q_status", Column(rows, [](const QuestionRow& row) { return Text{row.status}; }))
      .Add("q_format", Column(rows, [](const QuestionRow& row) { return row.format; }))
      .Add("q_state", Column(rows, [](const QuestionRow& row) { return Bytes{row.state}; }));
}

void AddCalls(CommitParts& parts, const std::vector<CallRow>& calls) {
  if (calls.empty()) return;
  const auto rows = SortedBy(calls, [](const CallRow& row) { return row.id; });
  parts.emplace_back('C', "commit_calls_v3")
      .Add("c_id", Column(rows, [](const CallRow& row) { return Uuid(row.id); }))
      .Add("c_question", Column(rows, [](const CallRow& row) { return Uuid(row.question); }))
      .Add("c_partition", Column(rows, [](const CallRow& row) { return row.partition; }))
      .Add("c_alert", Column(rows, [](const CallRow& row) { return Text{row.alert_id}; }))
      .Add("c_contact", Column(rows, [](const CallRow& row) { return Text{row.contact}; }))
      .Add("c_phone", Column(rows, [](const CallRow& row) { return Text{row.phone}; }))
      .Add("c_direction",
           Column(rows, [](const CallRow& row) { return Text{ToString(row.direction)}; }))
      .Add("c_kind", Column(rows, [](const CallRow& row) { return Text{row.kind}; }))
      .Add("c_provider", Column(rows, [](const CallRow& row) { return Text{row.provider}; }))
      .Add("c_provider_call",
           Column(rows, [](const CallRow& row) { return Text{row.provider_call_id}; }))
      .Add("c_read", Column(rows, [](const CallRow& row) { return row.revision; }))
      .Add("c_status", Column(rows, [](const CallRow& row) { return Text{row.status}; }))
      .Add("c_context", Column(rows, [](const CallRow& row) { return Text{row.context}; }))
      .Add("c_format", Column(rows, [](const CallRow& row) { return row.format; }))
      .Add("c_state", Column(rows, [](const CallRow& row) { return Bytes{row.state}; }))
      .Add("c_created", Column(rows, [](const CallRow& row) { return row.created_at; }))
      .Add("c_updated", Column(rows, [](const CallRow& row) { return row.updated_at; }));
}

void AddAttempts(CommitParts& parts, const std::vector<AttemptRow>& attempts) {
  if (attempts.empty()) return;
  const auto rows = SortedBy(attempts, [](const AttemptRow& row) { return row.id; });
  parts.emplace_back('A', "commit_attempts_v3")
      .Add("a_id", Column(rows, [](const AttemptRow& row) { return Uuid(row.id); }))
      .Add("a_call", Column(rows, [](const AttemptRow& row) { return Uuid(row.call); }))
      .Add("a_number", Column(rows, [](const AttemptRow& row) { return row.number; }))
      .Add("a_token", Column(rows, [](const AttemptRow& row) { return Text{row.token_hash}; }))
      .Add("a_account", Column(rows, [](const AttemptRow& row) { return Text{row.account}; }))
      .Add("a_from", Column(rows, [](const AttemptRow& row) { return Text{row.from}; }))
      .Add("a_phone", Column(rows, [](const AttemptRow& row) { return Text{row.phone}; }))
      .Add("a_provider_call",
           Column(rows, [](const AttemptRow& row) { return Text{row.provider_call_id}; }))
      .Add("a_unresolved", Column(rows, [](const AttemptRow& row) { return row.unresolved; }))
      .Add("a_planned", Column(rows, [](const AttemptRow& row) { return row.planned_at; }));
}

void AddTurns(CommitParts& parts, const std::vector<TurnRow>& turns) {
  if (turns.empty()) return;
  const auto rows =
      SortedBy(turns, [](const TurnRow& row) { return std::pair(row.call, row.seq); });
  parts.emplace_back('U', "commit_turns_v1")
      .Add("t_call", Column(rows, [](const TurnRow& row) { return Uuid(row.call); }))
      .Add("t_seq", Column(rows, [](const TurnRow& row) { return row.seq; }))
      .Add("t_role", Column(rows, [](const TurnRow& row) { return Text{row.role}; }))
      .Add("t_text", Column(rows, [](const TurnRow& row) { return Text{row.text}; }))
      .Add("t_at", Column(rows, [](const TurnRow& row) { return row.at; }));
}

/// What carriers say that calls have cost.
void AddBills(CommitParts& parts, const std::vector<SpendRow>& spend) {
  std::vector<const SpendRow*> rows;
  for (const auto& row : spend)
    if (row.billed) rows.push_back(&row);
  if (rows.empty()) return;
  parts.emplace_back('B', "commit_bills_v1")
      .Add("b_attempt", Column(rows, [](const SpendRow& row) { return Uuid(row.attempt); }))
      .Add("b_micros", Column(rows, [](const SpendRow& row) { return row.micros; }));
}

void AddSpend(CommitParts& parts, const std::vector<SpendRow>& spend) {
  // Held in the order in which they were decided: the later ones are those that find no money.
  std::vector<const SpendRow*> rows;
  for (const auto& row : spend)
    if (!row.billed) rows.push_back(&row);
  if (rows.empty()) return;
  parts.emplace_back('M', "commit_spend_v2")
      .Add("s_attempt", Column(rows, [](const SpendRow& row) { return Uuid(row.attempt); }))
      .Add("s_call", Column(rows, [](const SpendRow& row) { return Uuid(row.call); }))
      .Add("s_phone", Column(rows, [](const SpendRow& row) { return Text{row.phone}; }))
      .Add("s_at", Column(rows, [](const SpendRow& row) { return row.at; }))
      .Add("s_micros", Column(rows, [](const SpendRow& row) { return row.micros; }))
      .Add("s_settled", Column(rows, [](const SpendRow& row) { return row.settled; }))
      .Add("s_since", Column(rows, [](const SpendRow& row) { return row.budget.since; }))
      .Add("s_most", Column(rows, [](const SpendRow& row) { return row.budget.all; }))
      .Add("s_most_phone", Column(rows, [](const SpendRow& row) { return row.budget.to_phone; }))
      .Add("s_tenant", Column(rows, [](const SpendRow& row) { return Text{row.tenant}; }));
}

void AddPinTries(CommitParts& parts, const std::vector<PinTryRow>& tries) {
  if (tries.empty()) return;
  // In the order in which they were keyed: the later ones are those that are too many.
  std::vector<const PinTryRow*> rows;
  for (const auto& row : tries) rows.push_back(&row);
  parts.emplace_back('P', "commit_pin_tries_v1")
      .Add("p_call", Column(rows, [](const PinTryRow& row) { return Uuid(row.call); }))
      .Add("p_turn", Column(rows, [](const PinTryRow& row) { return row.turn; }))
      .Add("p_caller", Column(rows, [](const PinTryRow& row) { return Text{row.caller}; }))
      .Add("p_at", Column(rows, [](const PinTryRow& row) { return row.at; }))
      .Add("p_wrong", Column(rows, [](const PinTryRow& row) { return row.wrong; }))
      .Add("p_caller_since",
           Column(rows, [](const PinTryRow& row) { return row.limits.caller_since; }))
      .Add("p_of_caller", Column(rows, [](const PinTryRow& row) { return row.limits.of_caller; }))
      .Add("p_all_since", Column(rows, [](const PinTryRow& row) { return row.limits.all_since; }))
      .Add("p_of_all", Column(rows, [](const PinTryRow& row) { return row.limits.of_all; }));
}

}  // namespace

void AddVoiceParts(CommitParts& parts, const Batch& batch) {
  AddQuestions(parts, batch.voice.questions);
  AddCalls(parts, batch.voice.calls);
  AddAttempts(parts, batch.voice.attempts);
  AddTurns(parts, batch.voice.turns);
  AddSpend(parts, batch.voice.spend);
  AddBills(parts, batch.voice.spend);
  AddPinTries(parts, batch.voice.pin_tries);
}

}  // namespace tocsin::postgres
