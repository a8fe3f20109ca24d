#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression.hpp"
#include "schemas/event.hpp"
#include "schemas/time.hpp"
#include "schemas/yaml.hpp"

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

enum class OnDuplicate { kIgnore, kMerge, kRestart };
std::string_view ToString(OnDuplicate rule);

/// A correlated `listen` filter of the definition: events of `type` take part, their value is asked
/// from CorrelationValue.
struct Signature {
  std::string id;  ///< same for equal (type, correlate expressions) whatever the workflow
  std::string type;
  std::string filters = {};  ///< same for equal static filters of all listens with this signature
};

/// A validated, immutable workflow. Thread-safe; expressions are evaluated by a program made from
/// Expressions().
class Definition {
 public:
  virtual ~Definition() = default;
  virtual const std::string& Namespace() const = 0;
  virtual const std::string& Name() const = 0;
  virtual const std::string& Version() const = 0;
  virtual const std::string& Text() const = 0;  ///< the YAML as read
  virtual const std::vector<ExpressionSource>& Expressions() const = 0;
  virtual OnDuplicate Duplicates() const = 0;
  /// metadata.lifecycle; nothing: as the worker is set.
  virtual std::optional<Lifecycle> LifecycleEvents() const = 0;

  /// The secrets that it may use (`use.secrets`).
  virtual std::vector<std::string> SecretNames() const = 0;

  /// What the input of a run that an event starts looks like, for people: `[DATA]`; empty where no
  /// event starts it.
  virtual std::string StartInput() const = 0;
  /// Event types of `schedule.on`, to dispatch by; "" takes every type.
  virtual std::vector<std::string> StartTypes() const = 0;
  /// Nothing when the event's filter does not match. kInvalid: an expression of the filter or key
  /// failed.
  virtual Result<std::optional<StartPlan>> PlanStart(const Event& event, ExpressionProgram& program,
                                                     TimePoint now) const = 0;

  virtual const std::vector<Signature>& Signatures() const = 0;
  /// Canonical JSON of the correlate expressions over an event, or nothing when the static filter
  /// does not match.
  virtual Result<std::optional<std::string>> CorrelationValue(std::string_view signature,
                                                              const Event& event,
                                                              ExpressionProgram& program) const = 0;
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
