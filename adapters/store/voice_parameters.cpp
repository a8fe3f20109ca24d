#include "adapters/store/array_text.hpp"
#include "adapters/store/commit_parameters.hpp"

namespace tocsin::postgres {
namespace {

using Values = std::vector<std::string>;

void AddQuestions(Values& out, const std::vector<QuestionRow>& questions) {
  const auto rows = SortedBy(questions, [](const QuestionRow& row) { return row.id; });
  out.push_back(Column(rows, [](const QuestionRow& row) { return Uuid(row.id); }));
  out.push_back(Column(rows, [](const QuestionRow& row) { return row.partition; }));
  out.push_back(Column(rows, [](const QuestionRow& row) { return Text{row.alert_id}; }));
  out.push_back(Column(rows, [](const QuestionRow& row) { return Uuid(row.run); }));
  out.push_back(Column(rows, [](const QuestionRow& row) { return row.revision; }));
  out.push_back(Column(rows, [](const QuestionRow& row) { return Text{row.status}; }));
  out.push_back(Column(rows, [](const QuestionRow& row) { return row.format; }));
  out.push_back(Column(rows, [](const QuestionRow& row) { return Bytes{row.state}; }));
}

void AddCalls(Values& out, const std::vector<CallRow>& calls) {
  const auto rows = SortedBy(calls, [](const CallRow& row) { return row.id; });
  out.push_back(Column(rows, [](const CallRow& row) { return Uuid(row.id); }));
  out.push_back(Column(rows, [](const CallRow& row) { return Uuid(row.question); }));
  out.push_back(Column(rows, [](const CallRow& row) { return row.partition; }));
  out.push_back(Column(rows, [](const CallRow& row) { return Text{row.alert_id}; }));
  out.push_back(Column(rows, [](const CallRow& row) { return Text{row.contact}; }));
  out.push_back(Column(rows, [](const CallRow& row) { return Text{row.phone}; }));
  out.push_back(Column(rows, [](const CallRow& row) { return Text{row.provider}; }));
  out.push_back(Column(rows, [](const CallRow& row) { return Text{row.provider_call_id}; }));
  out.push_back(Column(rows, [](const CallRow& row) { return row.revision; }));
  out.push_back(Column(rows, [](const CallRow& row) { return Text{row.status}; }));
  out.push_back(Column(rows, [](const CallRow& row) { return Text{row.context}; }));
  out.push_back(Column(rows, [](const CallRow& row) { return row.format; }));
  out.push_back(Column(rows, [](const CallRow& row) { return Bytes{row.state}; }));
  out.push_back(Column(rows, [](const CallRow& row) { return row.created_at; }));
  out.push_back(Column(rows, [](const CallRow& row) { return row.updated_at; }));
}

void AddAttempts(Values& out, const std::vector<AttemptRow>& attempts) {
  const auto rows = SortedBy(attempts, [](const AttemptRow& row) { return row.id; });
  out.push_back(Column(rows, [](const AttemptRow& row) { return Uuid(row.id); }));
  out.push_back(Column(rows, [](const AttemptRow& row) { return Uuid(row.call); }));
  out.push_back(Column(rows, [](const AttemptRow& row) { return row.number; }));
  out.push_back(Column(rows, [](const AttemptRow& row) { return Text{row.token_hash}; }));
  out.push_back(Column(rows, [](const AttemptRow& row) { return Text{row.account}; }));
  out.push_back(Column(rows, [](const AttemptRow& row) { return Text{row.from}; }));
  out.push_back(Column(rows, [](const AttemptRow& row) { return Text{row.phone}; }));
  out.push_back(Column(rows, [](const AttemptRow& row) { return Text{row.provider_call_id}; }));
  out.push_back(Column(rows, [](const AttemptRow& row) { return row.unresolved; }));
  out.push_back(Column(rows, [](const AttemptRow& row) { return row.planned_at; }));
}

void AddTurns(Values& out, const std::vector<TurnRow>& turns) {
  const auto rows =
      SortedBy(turns, [](const TurnRow& row) { return std::pair(row.call, row.seq); });
  out.push_back(Column(rows, [](const TurnRow& row) { return Uuid(row.call); }));
  out.push_back(Column(rows, [](const TurnRow& row) { return row.seq; }));
  out.push_back(Column(rows, [](const TurnRow& row) { return Text{row.role}; }));
  out.push_back(Column(rows, [](const TurnRow& row) { return Text{row.text}; }));
  out.push_back(Column(rows, [](const TurnRow& row) { return row.at; }));
}

}  // namespace

std::vector<std::string> MakeVoiceParameters(const VoiceWrites& voice) {
  Values out;
  out.reserve(kVoiceArguments);
  AddQuestions(out, voice.questions);
  AddCalls(out, voice.calls);
  AddAttempts(out, voice.attempts);
  AddTurns(out, voice.turns);
  Check(out.size() == kVoiceArguments, "building a commit: wrong number of voice parameters");
  return out;
}

}  // namespace tocsin::postgres
