#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "adapters/expression/jq.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin {

/// A jq expression that only follows names and places: `.`, `.a.b`, `.[0].id`, `$context.alert`.
/// Most expressions of workflows are such, and following them over the value at hand costs a
/// fraction of converting the value for jq and back. Gives what jq 1.6 gives, its errors included,
/// but keeps integers above 2^53 as they are. Immutable.
class JsonPath {
 public:
  /// None when the text is anything else; then it is jq's.
  static std::optional<JsonPath> Parse(std::string_view text);

  /// The variable that the path begins at, without "$"; empty: the input.
  const std::string& Variable() const { return variable_; }
  /// kInvalid with jq's message where a step does not fit the value, or the result passes a bound.
  Result<json::value> Follow(const json::value& from, const JqLimits& limits) const;

 private:
  using Step = std::variant<std::string, std::int64_t>;
  std::string variable_;
  std::vector<Step> steps_;
};

}  // namespace tocsin
