#include "workers/rehearsal/scripted_model.hpp"

#include <algorithm>

namespace tocsin::rehearsal {
namespace {

/// The person's words alone: what is known of the alert stands beside them.
std::string QuestionOf(const AskLanguageModel& what) {
  if (what.messages.empty()) return {};
  const auto& text = what.messages.back().text;
  const auto asked = ParseJson(text);
  const auto* members = asked ? IfMap(*asked) : nullptr;
  return members == nullptr ? text : std::string(StringAt(*members, "question"));
}

}  // namespace

std::vector<ModelAnswer> ModelAnswersOf(const std::vector<Located<ModelEntry>>& entries) {
  std::vector<ModelAnswer> answers;
  for (const auto& [entry, mark] : entries)
    if (entry.asked.value.pattern)
      answers.push_back({HearPattern(*entry.asked.value.pattern, entry.asked.mark), entry.say});
  return answers;
}

std::unique_ptr<LanguageJob> ScriptedModel::Ask(AskLanguageModel what, LanguagePieces to) {
  const auto question = QuestionOf(what);
  const auto found = std::ranges::find_if(
      answers_, [&](const ModelAnswer& answer) { return answer.asked.IsIn(question); });
  if (found == answers_.end() || found->say.empty()) {
    to.end(Fail(ErrorKind::kTransient, "the test gives no answer to it", "rehearsal"));
  } else {
    to.end(LanguageAnswer{.text = found->say, .stopped = "stop"});
  }
  return std::make_unique<LanguageJob>();
}

}  // namespace tocsin::rehearsal
