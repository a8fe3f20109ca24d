#include "workers/rehearsal/scripted_model.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::rehearsal {
namespace {

/// The person's words alone: what is known of the alert stands beside them.
std::string QuestionOf(const AskLanguageModel& what) {
  if (what.messages.empty()) return {};
  const auto& text = what.messages.back().text;
  if (what.messages.back().role != LanguageMessage::Role::kUser) return text;
  const auto asked = ParseJson(text);
  const auto* members = asked ? IfMap(*asked) : nullptr;
  return members == nullptr ? text : std::string(StringAt(*members, "question"));
}

}  // namespace

std::vector<ModelAnswer> ModelAnswersOf(const std::vector<Located<ModelEntry>>& entries) {
  std::vector<ModelAnswer> answers;
  for (const auto& [entry, mark] : entries)
    if (entry.asked.value.pattern) {
      ModelAnswer answer{HearPattern(*entry.asked.value.pattern, entry.asked.mark), entry.say};
      if (entry.tool)
        answer.calls.push_back({.id = "call_" + std::to_string(answers.size() + 1),
                                .name = entry.tool->name,
                                .arguments = JsonText(entry.tool->arguments)});
      answers.push_back(std::move(answer));
    }
  return answers;
}

std::unique_ptr<LanguageJob> ScriptedModel::Ask(AskLanguageModel what, LanguagePieces to) {
  const auto question = QuestionOf(what);
  const auto found = std::ranges::find_if(
      answers_, [&](const ModelAnswer& answer) { return answer.asked.IsIn(question); });
  if (found == answers_.end() || (found->say.empty() && found->calls.empty())) {
    to.end(Fail(ErrorKind::kTransient, "the test gives no answer to it", "rehearsal"));
  } else {
    if (to.text && !found->say.empty()) to.text(found->say);
    to.end(LanguageAnswer{.text = found->say, .calls = found->calls, .stopped = "stop"});
  }
  return std::make_unique<LanguageJob>();
}

}  // namespace tocsin::rehearsal
