#include "workers/workflow/language/function_arguments.hpp"

#include <algorithm>

#include "workers/workflow/language/json_text.hpp"

namespace tocsin::workflow {
namespace {

/// What is wrong with a value for a field, or nothing.
std::optional<std::string> FaultOf(const Field& field, const json::value& value) {
  const auto wrong = [&](std::string_view wanted) {
    return "'" + std::string(field.name) + "' must be " + std::string(wanted) + ", not " +
           Shown(value);
  };
  const Shape shape = ShapeOf(field);
  if (shape == Shape::kText) {
    if (!value.is_string()) return wrong("text");
    const auto& allowed = field.rules.allowed;
    const std::string_view given = value.get_string();
    if (allowed.empty() || std::ranges::find(allowed, given) != allowed.end()) return std::nullopt;
    std::string words;
    for (const auto word : allowed) words.append(words.empty() ? "" : ", ").append(word);
    return wrong("one of " + words);
  }
  if (shape == Shape::kBoolean && !value.is_bool()) return wrong("true or false");
  if (shape == Shape::kInteger && !IsInteger(value)) return wrong("a whole number");
  if (shape == Shape::kMap && (!value.is_object() || !IsContainer(value))) return wrong("a map");
  if (shape == Shape::kList && !value.is_array()) return wrong("a list");
  if (shape == Shape::kDuration) {
    if (!value.is_string()) return wrong("a duration such as PT30S or 30s");
    if (const auto parsed = ParseDuration(value.get_string()); !parsed)
      return "'" + std::string(field.name) + "': " + parsed.error().message;
  }
  if (shape == Shape::kTime && (!value.is_string() || !ParseTime(value.get_string())))
    return wrong("a time such as 2026-03-07T02:10:00+01:00");
  return std::nullopt;
}

}  // namespace

void CheckArguments(Parser& parser, const Function& function, const YamlNode& with) {
  const auto where = "'with' of " + std::string(function.Name());
  const bool by_schema = function.Workflow().has_value();  // names are those of its file's schema
  if (!by_schema) parser.CheckKeys(with, function.Fields(), where);
  const FunctionCheck check{
      with, parser.GetResources(),
      [&](Mark mark, std::string text) { parser.Error(mark, std::move(text)); },
      [&](Mark mark, std::string text) { parser.Warn(mark, std::move(text)); }};
  for (const auto& field : function.Fields().Fields()) {
    if (with.Find(field.name) == nullptr) {
      if (field.rules.required && !by_schema)
        parser.Error(with.mark, "'" + std::string(field.name) + "' is required in " + where + ": " +
                                    std::string(field.description));
    } else if (const auto* literal = check.Literal(field.name);
               literal != nullptr && field.type != nullptr) {
      if (auto fault = FaultOf(field, literal->ToJson()))
        parser.Error(literal->mark, *std::move(fault));
    }
  }
  function.Check(check);
}

std::optional<std::string> ArgumentsFault(const Function& function, const json::object& arguments) {
  for (const auto& field : function.Fields().Fields()) {
    const auto* value = arguments.if_contains(field.name);
    const bool absent = value == nullptr || value->is_null();
    if (absent && field.rules.required && !function.Workflow())
      return "'" + std::string(field.name) + "' is required: " + std::string(field.description);
    if (absent || field.type == nullptr) continue;
    if (auto fault = FaultOf(field, *value)) return fault;
  }
  return std::nullopt;
}

}  // namespace tocsin::workflow
