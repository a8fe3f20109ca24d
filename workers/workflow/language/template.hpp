#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/json.hpp"

namespace tocsin::workflow {

/// Whether a string is exactly one runtime expression: "${ ... }", white space around it allowed.
bool IsExpression(std::string_view text);
/// The jq text within "${ ... }"; the trimmed text itself when there are no such marks.
std::string_view ExpressionBody(std::string_view text);

/// A value of the definition that may hold expressions: a literal, an expression, or a map or list
/// with expressions somewhere inside.
struct Template {
  enum class Kind { kLiteral, kExpression, kMap, kList };
  Kind kind = Kind::kLiteral;
  json::value literal = {};
  std::size_t expression = 0;  ///< index into Definition::Expressions()
  std::vector<std::pair<std::string, Template>> members = {};
  std::vector<Template> items = {};
};

}  // namespace tocsin::workflow
