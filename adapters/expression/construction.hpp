#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/expression/path.hpp"

namespace tocsin {

/// A jq expression that only puts together what paths lead to: a path, a text, or objects and
/// lists of these, such as `{alert_id: .alert, title: .text, labels: {host: .host}}`. Gives what jq
/// gives, but keeps integers above 2^53 as they are. Immutable.
class PathConstruction {
 public:
  /// The value of a variable, named without "$"; none for the input.
  using ValueOf = std::function<const json::value&(std::string_view variable)>;

  /// None when the text is anything else; then it is jq's.
  static std::optional<PathConstruction> Parse(std::string_view text);

  /// The variables that its paths begin at, without "$".
  std::vector<std::string> Variables() const;
  /// `value_of("")` is the input. kInvalid as JsonPath::Follow.
  Result<json::value> Evaluate(const ValueOf& value_of, const JqLimits& limits) const;

 private:
  friend class ConstructionReader;
  Result<json::value> Build(const ValueOf& value_of, const JqLimits& limits) const;

  enum class Kind { kPath, kText, kList, kObject };
  Kind kind_ = Kind::kPath;
  std::optional<JsonPath> path_;
  std::string text_;
  std::vector<std::pair<std::string, PathConstruction>> parts_;  ///< names are empty in a list
};

}  // namespace tocsin
