#include "workers/workflow/language/function_arguments.hpp"

#include <algorithm>

#include "workers/workflow/language/json_text.hpp"

namespace tocsin::workflow {
namespace {

/// What is wrong with a value for a field, or nothing.
std::optional<std::string> FaultOf(const Parameter& field, const json::value& value) {
  const auto wrong = [&](std::string_view wanted) {
    return "'" + field.name + "' must be " + std::string(wanted) + ", not " + Shown(value);
  };
  const std::string& type = field.type;
  if (type == "string") {
    if (!value.is_string()) return wrong("text");
    if (field.allowed.empty() ||
        std::ranges::find(field.allowed, std::string(value.get_string())) != field.allowed.end())
      return std::nullopt;
    std::string words;
    for (const auto& word : field.allowed) words += (words.empty() ? "" : ", ") + word;
    return wrong("one of " + words);
  }
  if (type == "boolean" && !value.is_bool()) return wrong("true or false");
  if (type == "integer" && !IsInteger(value)) return wrong("a whole number");
  if (type == "object" && (!value.is_object() || !IsContainer(value))) return wrong("a map");
  if (type == "array" && !value.is_array()) return wrong("a list");
  if (type == "duration") {
    if (!value.is_string()) return wrong("a duration such as PT30S or 30s");
    if (const auto parsed = ParseDuration(value.get_string()); !parsed)
      return "'" + field.name + "': " + parsed.error().message;
  }
  if (type == "time" && (!value.is_string() || !ParseTime(value.get_string())))
    return wrong("a time such as 2026-03-07T02:10:00+01:00");
  return std::nullopt;
}

}  // namespace

void CheckArguments(Parser& parser, const Function& function, const YamlNode& with) {
  const auto where = "'with' of " + std::string(function.Name());
  parser.CheckKeys(with, function.Fields(), where);
  const FunctionCheck check{
      with, parser.GetResources(),
      [&](Mark mark, std::string text) { parser.Error(mark, std::move(text)); },
      [&](Mark mark, std::string text) { parser.Warn(mark, std::move(text)); }};
  for (const auto& field : function.Fields()) {
    if (with.Find(field.name) == nullptr) {
      if (field.required)
        parser.Error(with.mark,
                     "'" + field.name + "' is required in " + where + ": " + field.description);
    } else if (const auto* literal = check.Literal(field.name)) {
      if (auto fault = FaultOf(field, literal->ToJson()))
        parser.Error(literal->mark, *std::move(fault));
    }
  }
  function.Check(check);
}

std::optional<std::string> ArgumentsFault(const Function& function, const json::object& arguments) {
  for (const auto& field : function.Fields()) {
    const auto* value = arguments.if_contains(field.name);
    const bool absent = value == nullptr || value->is_null();
    if (absent && field.required) return "'" + field.name + "' is required: " + field.description;
    if (absent) continue;
    if (auto fault = FaultOf(field, *value)) return fault;
  }
  return std::nullopt;
}

}  // namespace tocsin::workflow
