#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/language.hpp"
#include "workers/rehearsal/callees.hpp"
#include "workers/rehearsal/test_tables.hpp"

namespace tocsin::rehearsal {

/// What the language model says to a question that a person asks in a call.
struct ModelAnswer {
  HearPattern asked;
  std::string say;  ///< empty: there is no answer, unless a tool is called
  std::vector<LanguageToolCall> calls = {};
};
std::vector<ModelAnswer> ModelAnswersOf(const std::vector<Located<ModelEntry>>& entries);

/// A language model by a script: the first answer whose pattern is in what it is asked, and none
/// where there is no such. Answers before Ask returns, unless it is held. Not thread-safe.
class ScriptedModel final : public LanguageModel {
 public:
  explicit ScriptedModel(std::vector<ModelAnswer> answers) : answers_(std::move(answers)) {}
  std::string Name() const override { return "scripted"; }
  std::unique_ptr<LanguageJob> Ask(AskLanguageModel what, LanguagePieces to) override;
  /// What is asked from now on is answered when it is let go, in order.
  void Hold() { held_ = true; }
  void LetGo();

 private:
  class Job;
  struct Asked;
  void Answer(const Asked& asked) const;

  const std::vector<ModelAnswer> answers_;
  bool held_ = false;
  std::vector<std::shared_ptr<Asked>> waiting_;
};

}  // namespace tocsin::rehearsal
