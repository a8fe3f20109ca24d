#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression.hpp"
#include "schemas/json.hpp"
#include "schemas/json_schema.hpp"
#include "schemas/time.hpp"
#include "schemas/yaml.hpp"
#include "workers/workflow/language/template.hpp"

namespace tocsin::workflow {

class TaskType;

/// Index into Definition::Expressions().
using ExpressionId = std::size_t;

/// Where the flow goes after a task.
struct Flow {
  enum class Kind { kContinue, kExit, kEnd, kTask };
  Kind kind = Kind::kContinue;
  std::size_t task = 0;  ///< kTask: index in the list that the task stands in
};

/// A duration of the DSL: {minutes: 5}, "PT5M", "P1M", "5m", or an expression that gives one.
struct DurationValue {
  TimeSpan literal{};
  std::optional<ExpressionId> expression = {};
};

/// What a task type keeps of its own node.
class TaskBody {
 public:
  virtual ~TaskBody() = default;
};

struct TaskNode;
using TaskList = std::vector<std::unique_ptr<TaskNode>>;

/// One task of a definition. Immutable after the parse.
struct TaskNode {
  std::string name;
  std::string reference;  ///< JSON pointer: "/do/0/name/try/0/inner"
  Mark mark = {};
  json::value definition = {};
  const TaskType* type = nullptr;
  std::unique_ptr<TaskBody> body = {};
  std::optional<ExpressionId> condition = {};  ///< `if`
  std::optional<JsonSchema> input_schema = {}, output_schema = {}, export_schema = {};
  std::optional<Template> input_from = {}, output_as = {}, export_as = {};
  std::optional<DurationValue> timeout = {};
  Flow then = {};
  std::vector<Flow> own_flows = {};  ///< of switch cases and catch.then
  bool always_leaves = false;        ///< `then` is never followed: raise, a switch with a default
  std::vector<TaskList> lists = {};  ///< bodies: do, try, catch.do, one per branch
};

/// One attribute of an event filter's `with`.
struct FilterTerm {
  std::string attribute;
  json::value literal = {};
  std::optional<ExpressionId> expression =
      {};  ///< over the attribute: a boolean decides, a value is compared
  std::optional<ExpressionId> pattern = {};  ///< test("^(?:literal)$") over the attribute
};

struct Correlation {
  std::string name;
  ExpressionId from = 0;                ///< over the event's envelope
  std::string from_text = {};           ///< normalised
  std::optional<Template> expect = {};  ///< over the task's input
};

struct EventFilter {
  std::string type;  ///< empty: any (only in `schedule.on`)
  std::vector<FilterTerm> terms;
  std::vector<Correlation> correlations;  ///< those with `expect` first, sorted by from_text
  std::string signature;                  ///< id over type and the correlations with `expect`
  std::string text;                       ///< canonical JSON of `with`
};

enum class ReadAs { kData, kEnvelope, kRaw };

/// Names beside the standard ones that an expression's text uses; a scope sets only these.
struct ExpressionNeeds {
  bool context = false, input = false, output = false, workflow = false, task = false,
       runtime = false, secrets = false;
  std::vector<std::string> secret_names = {};  ///< as far as they are written out
  std::vector<std::string> variables = {};
};

struct ErrorDefinition {
  Template type, status, title, detail;
};

struct RetryPolicy {
  enum class Backoff { kConstant, kLinear, kExponential };
  std::optional<ExpressionId> when = {}, except_when = {};
  DurationValue delay = {};
  Backoff backoff = Backoff::kConstant;
  std::optional<DurationValue> jitter_from = {}, jitter_to = {};
  std::optional<std::int64_t> count = {};
  std::optional<DurationValue> attempt_duration = {}, duration = {};
};

struct Authentication {
  enum class Scheme { kBasic, kBearer };
  Scheme scheme = Scheme::kBasic;
  Template username = {}, password = {}, token = {};
  std::string secret = {};  ///< `use` of a secret: "user:password" (basic) or the token (bearer)
};

}  // namespace tocsin::workflow
