#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression_report.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin {

/// One jq expression of a definition, without "${ }". `variables` are the names, without "$", that
/// it may use beside the standard ones; an unknown variable is a compile error.
struct ExpressionSource {
  std::string text;
  std::vector<std::string> variables;
};

/// A member of an object that is put together for a scope. `value` is read where it is.
struct ScopeMember {
  std::string_view name;
  const json::value* value;
};

/// The values behind the variables, used by many evaluations. Belongs to the program that made it
/// and to its thread. Unset variables are null.
class ExpressionScope {
 public:
  virtual ~ExpressionScope() = default;
  /// Sets or replaces a variable ("context" for $context) by a value that is read where it is:
  /// nothing is copied. It must be there, unchanged, in every evaluation that reads the variable.
  virtual void Refer(std::string_view name, const json::value& value) = 0;
  /// The same by an object of such values, in their order.
  virtual void Refer(std::string_view name, std::span<const ScopeMember> members) = 0;
  /// The same by a value that the scope keeps.
  virtual void Set(std::string_view name, json::value value) = 0;
};

/// All expressions of one definition, compiled together at first use. One program per definition
/// and shard; not thread-safe. Evaluation is pure: no environment, no clock, no files, bounded in
/// counted steps and in size.
class ExpressionProgram {
 public:
  virtual ~ExpressionProgram() = default;
  virtual std::unique_ptr<ExpressionScope> NewScope() = 0;
  /// The first output of expression `index` (order of the sources) for `input`; no output gives
  /// null. kInvalid, with the message and the place in the text, when it raises an error or passes
  /// a bound.
  virtual Result<json::value> Evaluate(std::size_t index, const json::value& input,
                                       const ExpressionScope& scope) = 0;
};

/// Compiles expressions. Thread-safe.
class ExpressionEngine {
 public:
  virtual ~ExpressionEngine() = default;
  /// Never fails on the expressions' text: that shows at the first evaluation. Use Check for texts
  /// from people.
  virtual std::unique_ptr<ExpressionProgram> Load(std::vector<ExpressionSource> sources) = 0;
  /// Compiles one expression alone; kInvalid with what is wrong and where (line:column of the
  /// text), one line.
  virtual Status Check(const ExpressionSource& source) = 0;
  /// What can be said of one expression before it runs: whether and where it does not compile, and
  /// what lint wants to know of one that does.
  virtual ExpressionReport Inspect(const ExpressionSource& source) = 0;
};

/// Variables that every expression may use.
inline constexpr std::string_view kStandardVariables[] = {
    "context", "input", "output", "workflow", "task", "runtime", "secrets"};

/// The name under which a scope is given the time of the decision, in seconds, that `now` gives; no
/// expression can name it.
inline constexpr std::string_view kNowVariable = "now()";

}  // namespace tocsin
