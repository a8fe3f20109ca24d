#pragma once

#include <algorithm>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression.hpp"
#include "schemas/event.hpp"
#include "schemas/json.hpp"
#include "schemas/time.hpp"
#include "schemas/yaml.hpp"
#include "workers/workflow/language/model.hpp"

namespace tocsin::workflow {

class Resources;
class Functions;

/// What an event that starts a workflow makes of it.
struct StartPlan {
  std::string key;       ///< metadata.instance.key, or empty: every event its own run
  std::string subject;   ///< the event's subject, else the key
  bool expired = false;  ///< older than metadata.instance.maxAge, or past ce_expirytime
  json::value input;     ///< for Start
};

/// Which lifecycle events a workflow emits: none, those of its runs, or those of tasks too.
enum class Lifecycle { kNone, kWorkflow, kAll };

enum class OnDuplicate { kIgnore, kMerge, kCollect, kRestart };
std::string_view ToString(OnDuplicate rule);

/// A correlated `listen` filter of the definition: events of `type` take part, their value is asked
/// from CorrelationValue.
struct Signature {
  std::string id;  ///< same for equal (type, correlate expressions) whatever the workflow
  std::string type;
  std::string filters = {};  ///< same for equal static filters of all listens with this signature
};

/// Another workflow that one runs, as far as the file says it; what is computed is empty.
struct Subflow {
  Mark mark = {};
  std::string space = {}, name = {}, version = {};
  YamlNode input = {};  ///< kNull: none is given
};

/// A validated workflow: what the parser fills and the engine runs. Immutable and thread-safe once
/// ParseDefinition gave it; expressions are evaluated by a program made from Expressions().
class Definition {
 public:
  const std::string& Namespace() const { return space; }
  const std::string& Name() const { return name; }
  const std::string& Version() const { return version; }
  const std::string& Text() const { return text; }  ///< the YAML as read
  const std::vector<ExpressionSource>& Expressions() const { return expressions; }
  OnDuplicate Duplicates() const { return duplicates; }
  /// metadata.lifecycle; nothing: as the worker is set.
  std::optional<Lifecycle> LifecycleEvents() const { return lifecycle; }

  /// Whether events of this tenant start it, and its runs may run it (metadata.tenants).
  bool Serves(std::string_view tenant) const {
    return tenants.empty() || std::ranges::find(tenants, tenant) != tenants.end();
  }

  /// The secrets that it may use (`use.secrets`).
  std::vector<std::string> SecretNames() const;

  /// What the input of a run that an event starts looks like, for people: `[DATA]`; empty where no
  /// event starts it.
  std::string StartInput() const;
  /// Event types of `schedule.on`, to dispatch by; "" takes every type.
  std::vector<std::string> StartTypes() const;
  /// Nothing when the event's filter does not match. kInvalid: an expression of the filter or key
  /// failed.
  Result<std::optional<StartPlan>> PlanStart(const Event& event, ExpressionProgram& program,
                                             TimePoint now) const;

  const std::vector<Signature>& Signatures() const { return signatures; }
  /// Canonical JSON of the correlate expressions over an event, or nothing when the static filter
  /// does not match.
  Result<std::optional<std::string>> CorrelationValue(std::string_view signature,
                                                      const Event& event,
                                                      ExpressionProgram& program) const;

  /// The workflows that it runs.
  const std::vector<Subflow>& Subflows() const { return subflows; }

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
  std::vector<std::string> tenants;  ///< empty: all
  std::optional<ExpressionId> instance_key;
  std::optional<TimeSpan> max_age;

  bool scheduled = false;
  std::vector<EventFilter> start;  ///< any of these starts a run
  ReadAs start_read = ReadAs::kData;

  TaskNode root;  ///< the workflow as a task: its input, output, timeout and `do`
  std::map<std::string, std::unique_ptr<TaskNode>, std::less<>> functions;
  json::object secrets;  ///< name -> placeholder
  std::vector<Signature> signatures;
  std::vector<Subflow> subflows;

 private:
  void Index(const TaskNode& node);
  std::map<std::string, const TaskNode*, std::less<>> by_reference_;
  std::multimap<std::string, const EventFilter*, std::less<>> by_signature_;
};

struct ParsedDefinition {
  std::shared_ptr<const Definition> definition;  ///< null when there are errors
  std::vector<Finding> findings;                 ///< sorted by place
};

/// kStored: a version that is in force already and may have live runs; rules that came after it do
/// not refuse it.
enum class LintRules { kAll, kStored };

/// Parses and lints one workflow file. `engine` compiles each expression for the check; `resources`
/// (may be null) lets the lint know contacts, policies and calendars.
ParsedDefinition ParseDefinition(std::string_view text, std::string_view file,
                                 ExpressionEngine& engine, const Functions& functions,
                                 const Resources* resources, LintRules rules = LintRules::kAll);

}  // namespace tocsin::workflow
