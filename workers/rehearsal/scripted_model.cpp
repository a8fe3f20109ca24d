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

struct ScriptedModel::Asked {
  std::string question;
  LanguagePieces to;
  bool dropped = false;
};

class ScriptedModel::Job final : public LanguageJob {
 public:
  explicit Job(std::shared_ptr<Asked> asked) : asked_(std::move(asked)) {}
  ~Job() override { asked_->dropped = true; }

 private:
  const std::shared_ptr<Asked> asked_;
};

void ScriptedModel::Answer(const Asked& asked) const {
  const auto found = std::ranges::find_if(
      answers_, [&](const ModelAnswer& answer) { return answer.asked.IsIn(asked.question); });
  if (found == answers_.end() || (found->say.empty() && found->calls.empty()))
    return asked.to.end(Fail(ErrorKind::kTransient, "the test gives no answer to it", "rehearsal"));
  if (asked.to.text && !found->say.empty()) asked.to.text(found->say);
  asked.to.end(LanguageAnswer{.text = found->say, .calls = found->calls, .stopped = "stop"});
}

std::unique_ptr<LanguageJob> ScriptedModel::Ask(AskLanguageModel what, LanguagePieces to) {
  auto asked = std::make_shared<Asked>(Asked{QuestionOf(what), std::move(to)});
  auto job = std::make_unique<Job>(asked);
  if (held_)
    waiting_.push_back(std::move(asked));
  else
    Answer(*asked);
  return job;
}

void ScriptedModel::LetGo() {
  held_ = false;
  for (const auto& asked : std::exchange(waiting_, {}))
    if (!asked->dropped) Answer(*asked);
}

}  // namespace tocsin::rehearsal
