#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "workers/workflow/language/definition.hpp"
#include "workers/workflow/language/model.hpp"

namespace tocsin::workflow {

/// The parsed document: what the parser fills and the engine runs.
class DefinitionModel final : public Definition {
 public:
  const std::string& Namespace() const override { return space; }
  const std::string& Name() const override { return name; }
  const std::string& Version() const override { return version; }
  const std::string& Text() const override { return text; }
  const std::vector<ExpressionSource>& Expressions() const override { return expressions; }
  OnDuplicate Duplicates() const override { return duplicates; }
  std::optional<Lifecycle> LifecycleEvents() const override { return lifecycle; }
  std::vector<std::string> SecretNames() const override;
  std::string StartInput() const override;
  std::vector<std::string> StartTypes() const override;
  Result<std::optional<StartPlan>> PlanStart(const Event& event, ExpressionProgram& program,
                                             TimePoint now) const override;
  const std::vector<Signature>& Signatures() const override { return signatures; }
  Result<std::optional<std::string>> CorrelationValue(std::string_view signature,
                                                      const Event& event,
                                                      ExpressionProgram& program) const override;

  /// The task at a JSON pointer; "/" is the workflow itself. nullptr: none.
  const TaskNode* FindTask(std::string_view reference) const;
  /// Makes every task findable and collects the signatures; the parser's last act.
  void Seal(const std::vector<const EventFilter*>& listens);

  std::string space, name, version, text;
  json::value document;  ///< the whole file, for $workflow.definition
  std::vector<ExpressionSource> expressions;
  std::vector<ExpressionNeeds> needs;  ///< of each expression
  OnDuplicate duplicates = OnDuplicate::kIgnore;
  std::optional<Lifecycle> lifecycle;
  std::optional<ExpressionId> instance_key;
  std::optional<TimeSpan> max_age;

  bool scheduled = false;
  std::vector<EventFilter> start;  ///< any of these starts a run
  ReadAs start_read = ReadAs::kData;

  TaskNode root;  ///< the workflow as a task: its input, output, timeout and `do`
  std::map<std::string, std::unique_ptr<TaskNode>, std::less<>> functions;
  json::object secrets;  ///< name -> placeholder
  std::vector<Signature> signatures;

 private:
  void Index(const TaskNode& node);
  std::map<std::string, const TaskNode*, std::less<>> by_reference_;
  std::multimap<std::string, const EventFilter*, std::less<>> by_signature_;
};

/// Whether the filter's static terms fit the event. `scope` may be bare: terms see only the event.
/// kInvalid: an expression failed.
Result<bool> FilterMatches(const EventFilter& filter, const Event& event,
                           ExpressionProgram& program, const ExpressionScope& scope);
/// What the filter's correlations with `expect` give for the event, as canonical JSON ("null" when
/// there are none); nothing when one of them gives null.
Result<std::optional<std::string>> CorrelationOf(const EventFilter& filter,
                                                 const json::value& envelope,
                                                 ExpressionProgram& program,
                                                 const ExpressionScope& scope);
/// An event as `read` says. kInvalid: its data is not the JSON that it claims to be.
Result<json::value> ReadEvent(const Event& event, ReadAs read);

}  // namespace tocsin::workflow
