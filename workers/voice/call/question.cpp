#include "workers/voice/call/question.hpp"

#include <array>
#include <utility>

#include "workers/voice/call/state_fields.hpp"

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

/// What a row holds beside its columns.
template <class Visitor, class Stored>
void QuestionFields(Visitor& field, Stored& question) {
  field("decision", question.decision);
  field("answers", question.answers);
  field("closed_because", question.closed_because);
  field("wrong_codes", question.wrong_codes);
}

}  // namespace

Question::Status StatusWhenClosed(std::string_view reason) {
  const auto status = StatusOfWord(reason);
  const bool own = status == Question::Status::kUnanswered || status == Question::Status::kExpired;
  return own ? status : Question::Status::kClosed;
}

QuestionRow ToRow(const Question& question) {
  StateWriter state;
  QuestionFields(state, question);
  return {.id = question.id,
          .partition = question.partition,
          .alert_id = question.alert_id,
          .run = question.run,
          .revision = question.revision,
          .status = std::string(WordOfStatus(question.status)),
          .format = kQuestionFormat,
          .state = JsonText(state.Take()),
          .tenant = question.tenant};
}

Result<Question> FromRow(const QuestionRow& row) {
  const auto state = ParseJson(row.state, {.max_depth = kMaxWrappedDepth});
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
                    .closed_because = {},
                    .tenant = row.tenant};
  StateReader field(state->get_object());
  QuestionFields(field, question);
  return question;
}

}  // namespace tocsin::voice
