#include "workers/voice/call/question.hpp"

#include <array>
#include <utility>

namespace tocsin::voice {
namespace {

constexpr int kQuestionFormat = 1;

constexpr std::array<std::pair<Question::Status, std::string_view>, 5> kStatusWords = {{
    {Question::Status::kOpen, "open"},
    {Question::Status::kDecided, "decided"},
    {Question::Status::kClosed, "closed"},
    {Question::Status::kUnanswered, "unanswered"},
    {Question::Status::kExpired, "expired"},
}};

std::string_view WordOfStatus(Question::Status status) {
  for (const auto& [key, word] : kStatusWords)
    if (key == status) return word;
  return "closed";
}

/// A word of a later release is that of a question that is over.
Question::Status StatusOfWord(std::string_view text) {
  for (const auto& [key, word] : kStatusWords)
    if (word == text) return key;
  return Question::Status::kClosed;
}

Decision ReadDecision(const json::value& value) {
  Decision decision;
  if (!value.is_object()) return decision;
  const auto& object = value.get_object();
  decision.choice = StringAt(object, "choice");
  const auto* is_final = object.if_contains("final");
  decision.is_final = is_final == nullptr || !is_final->is_bool() || is_final->get_bool();
  if (const auto* by = Find(value, "by"); by != nullptr && by->is_object()) {
    decision.contact = StringAt(by->get_object(), "contact");
    decision.phone = StringAt(by->get_object(), "phone");
  }
  decision.method = StringAt(object, "method");
  if (auto call = CallId::Parse(StringAt(object, "call_id"))) decision.call = *call;
  const auto* evidence = Find(value, "evidence");
  if (evidence == nullptr || !evidence->is_object()) return decision;
  const auto& heard = evidence->get_object();
  decision.evidence.heard = StringAt(heard, "heard");
  if (const auto* confidence = heard.if_contains("confidence");
      confidence && confidence->is_number())
    decision.evidence.confidence = confidence->to_number<double>();
  decision.evidence.confirmed_with = StringAt(heard, "confirmed_with");
  decision.evidence.prompt = StringAt(heard, "prompt");
  if (auto at = ParseTime(StringAt(heard, "at"))) decision.evidence.at = *at;
  return decision;
}

}  // namespace

Question::Status StatusWhenClosed(std::string_view reason) {
  const auto status = StatusOfWord(reason);
  const bool own = status == Question::Status::kUnanswered || status == Question::Status::kExpired;
  return own ? status : Question::Status::kClosed;
}

json::value WriteDecision(const Decision& decision) {
  const auto& evidence = decision.evidence;
  json::object heard{{"heard", evidence.heard}, {"confidence", nullptr}};
  if (evidence.confidence) heard["confidence"] = *evidence.confidence;
  heard["confirmed_with"] =
      evidence.confirmed_with.empty() ? json::value(nullptr) : json::value(evidence.confirmed_with);
  heard["prompt"] = evidence.prompt;
  heard["at"] = FormatTime(evidence.at);
  return json::object{
      {"choice", decision.choice},
      {"final", decision.is_final},
      {"by", json::object{{"contact", decision.contact}, {"phone", decision.phone}}},
      {"method", decision.method},
      {"call_id", decision.call.ToString()},
      {"evidence", std::move(heard)}};
}

QuestionRow ToRow(const Question& question) {
  json::object state;
  if (question.decision) state["decision"] = WriteDecision(*question.decision);
  json::array answers;
  for (const auto& answer : question.answers) answers.push_back(WriteDecision(answer));
  if (!answers.empty()) state["answers"] = std::move(answers);
  if (!question.closed_because.empty()) state["closed_because"] = question.closed_because;
  return {.id = question.id,
          .partition = question.partition,
          .alert_id = question.alert_id,
          .run = question.run,
          .revision = question.revision,
          .status = std::string(WordOfStatus(question.status)),
          .format = kQuestionFormat,
          .state = JsonText(state)};
}

Result<Question> FromRow(const QuestionRow& row) {
  const auto state = ParseJson(row.state);
  if (row.format != kQuestionFormat || !state || !state->is_object()) {
    return Fail(ErrorKind::kInvalid, "reading question: unknown format of its state", "voice");
  }
  Question question{.id = row.id,
                    .partition = row.partition,
                    .alert_id = row.alert_id,
                    .run = row.run,
                    .revision = row.revision,
                    .status = StatusOfWord(row.status),
                    .decision = {},
                    .answers = {},
                    .closed_because = std::string(StringAt(state->get_object(), "closed_because"))};
  if (const auto* decision = Find(*state, "decision")) question.decision = ReadDecision(*decision);
  if (const auto* answers = Find(*state, "answers"); answers != nullptr && answers->is_array())
    for (const auto& answer : answers->get_array())
      question.answers.push_back(ReadDecision(answer));
  return question;
}

}  // namespace tocsin::voice
