#include "workers/workflow/json_schema.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace tocsin::workflow {
namespace {

constexpr std::array<std::string_view, 7> kTypes = {"null",   "boolean", "object", "array",
                                                    "number", "string",  "integer"};
constexpr std::array<std::string_view, 10> kAnnotations = {
    "title",    "description", "default", "examples", "$schema",
    "$comment", "deprecated",  "$id",     "format",   "readOnly"};
constexpr std::array<std::string_view, 14> kKeywords = {
    "type",     "enum",    "const",   "required",  "properties", "additionalProperties",
    "items",    "minimum", "maximum", "minLength", "maxLength",  "minItems",
    "maxItems", "format"};

bool HasType(const json::value& value, std::string_view type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_bool();
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "number") return value.is_number();
  if (value.is_double()) return std::nearbyint(value.get_double()) == value.get_double();
  return value.is_int64() || value.is_uint64();
}

std::size_t CharactersOf(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string Where(const std::string& path, std::string what) {
  return path.empty() ? std::move(what) : path + ": " + what;
}

std::optional<double> ReadNumber(const YamlNode& node, const JsonSchema::ReportFault& report) {
  if (node.kind != YamlNode::Kind::kInteger && node.kind != YamlNode::Kind::kDouble) {
    report(node.mark, "must be a number, not " + std::string(Describe(node.kind)));
    return std::nullopt;
  }
  return json::value_to<double>(node.ToJson());
}

std::optional<std::size_t> ReadCount(const YamlNode& node, const JsonSchema::ReportFault& report) {
  const auto number = ReadNumber(node, report);
  if (!number) return std::nullopt;
  if (*number < 0 || *number > 1e9 || std::floor(*number) != *number) {
    report(node.mark, "must be a whole number from 0 to 1000000000, not " + node.text);
    return std::nullopt;
  }
  return static_cast<std::size_t>(*number);
}

std::vector<std::string> ReadWords(const YamlNode& node, const JsonSchema::ReportFault& report) {
  std::vector<std::string> words;
  if (node.kind == YamlNode::Kind::kString) return {node.text};
  if (!node.IsSequence()) {
    report(node.mark, "must be a list of strings, not " + std::string(Describe(node.kind)));
    return words;
  }
  for (const auto& item : node.items) {
    if (item.kind == YamlNode::Kind::kString || item.kind == YamlNode::Kind::kNull) {
      words.push_back(item.kind == YamlNode::Kind::kNull ? "null" : item.text);
    } else {
      report(item.mark, "must be a string, not " + std::string(Describe(item.kind)));
    }
  }
  return words;
}

}  // namespace

JsonSchema JsonSchema::Parse(const YamlNode& document, const JsonSchema::ReportFault& report) {
  JsonSchema schema;
  if (document.kind == YamlNode::Kind::kBool && document.ToJson().as_bool()) return schema;
  if (!document.IsMap()) {
    report(document.mark,
           "a JSON Schema must be a map, not " + std::string(Describe(document.kind)));
    return schema;
  }
  for (const auto& [key, mark, node] : document.members) {
    if (key == "type") {
      schema.types_ = ReadWords(node, report);
      for (const auto& type : schema.types_)
        if (std::ranges::find(kTypes, type) == kTypes.end())
          report(node.mark, "unknown type '" + type + "' in a JSON Schema");
    } else if (key == "enum" && node.IsSequence()) {
      for (const auto& item : node.items) schema.allowed_.push_back(item.ToJson());
    } else if (key == "const") {
      schema.allowed_.push_back(node.ToJson());
    } else if (key == "required") {
      schema.required_ = ReadWords(node, report);
    } else if (key == "properties" && node.IsMap()) {
      for (const auto& member : node.members)
        schema.properties_.emplace_back(member.key, Parse(member.value, report));
    } else if (key == "additionalProperties" && node.kind == YamlNode::Kind::kBool) {
      schema.additional_ = node.ToJson().as_bool();
    } else if (key == "items") {
      schema.items_.push_back(Parse(node, report));
    } else if (schema.ParseBound(key, node, report)) {
      continue;
    } else if (std::ranges::find(kAnnotations, key) == kAnnotations.end()) {
      const auto close = ClosestWord(key, {kKeywords.begin(), kKeywords.end()});
      if (!close.empty() && close != key) {
        report(mark, "unknown JSON Schema keyword '" + key + "'; did you mean '" +
                         std::string(close) + "'?");
      } else {
        report(mark, "JSON Schema keyword '" + key + "' is not supported yet in this form");
      }
    }
  }
  return schema;
}

bool JsonSchema::ParseBound(std::string_view key, const YamlNode& node, const ReportFault& report) {
  if (key == "minimum")
    minimum_ = ReadNumber(node, report);
  else if (key == "maximum")
    maximum_ = ReadNumber(node, report);
  else if (key == "minLength")
    min_length_ = ReadCount(node, report);
  else if (key == "maxLength")
    max_length_ = ReadCount(node, report);
  else if (key == "minItems")
    min_items_ = ReadCount(node, report);
  else if (key == "maxItems")
    max_items_ = ReadCount(node, report);
  else
    return false;
  return true;
}

std::optional<std::string> JsonSchema::FaultAt(const json::value& value,
                                               const std::string& path) const {
  if (!types_.empty() &&
      std::ranges::none_of(types_, [&](const auto& type) { return HasType(value, type); })) {
    std::string names;
    for (const auto& type : types_) names += (names.empty() ? "" : " or ") + type;
    return Where(path, "must be of type " + names);
  }
  if (!allowed_.empty()) {
    const auto text = CanonicalJson(value);
    if (std::ranges::none_of(allowed_,
                             [&](const auto& allowed) { return CanonicalJson(allowed) == text; }))
      return Where(path, "is not one of the allowed values");
  }
  if (value.is_number())
    if (auto fault = FaultOfNumber(value)) return Where(path, *std::move(fault));
  if (value.is_string())
    if (auto fault = FaultOfText(value)) return Where(path, *std::move(fault));
  if (value.is_object()) return FaultOfObject(value.get_object(), path);
  if (value.is_array()) return FaultOfArray(value.get_array(), path);
  return std::nullopt;
}

std::optional<std::string> JsonSchema::FaultOfNumber(const json::value& value) const {
  const double number = value.to_number<double>();
  if (minimum_ && number < *minimum_)
    return "must be at least " + CanonicalJson(json::value(*minimum_));
  if (maximum_ && number > *maximum_)
    return "must be at most " + CanonicalJson(json::value(*maximum_));
  return std::nullopt;
}

std::optional<std::string> JsonSchema::FaultOfText(const json::value& value) const {
  if (!min_length_ && !max_length_) return std::nullopt;
  const auto length = CharactersOf(value.get_string());
  if (min_length_ && length < *min_length_)
    return "is shorter than " + std::to_string(*min_length_) + " characters";
  if (max_length_ && length > *max_length_)
    return "is longer than " + std::to_string(*max_length_) + " characters";
  return std::nullopt;
}

std::optional<std::string> JsonSchema::FaultOfObject(const json::object& object,
                                                     const std::string& path) const {
  for (const auto& name : required_)
    if (!object.contains(name)) return Where(path, "'" + name + "' is required");
  for (const auto& [name, schema] : properties_)
    if (const auto* member = object.if_contains(name))
      if (auto fault = schema.FaultAt(*member, path + "/" + name)) return fault;
  if (additional_) return std::nullopt;
  for (const auto& member : object)
    if (std::ranges::none_of(properties_,
                             [&](const auto& known) { return known.first == member.key(); }))
      return Where(path, "'" + std::string(member.key()) + "' is not allowed");
  return std::nullopt;
}

std::optional<std::string> JsonSchema::FaultOfArray(const json::array& array,
                                                    const std::string& path) const {
  if (min_items_ && array.size() < *min_items_)
    return Where(path, "must have at least " + std::to_string(*min_items_) + " items");
  if (max_items_ && array.size() > *max_items_)
    return Where(path, "must have at most " + std::to_string(*max_items_) + " items");
  if (items_.empty()) return std::nullopt;
  for (std::size_t i = 0; i < array.size(); ++i)
    if (auto fault = items_.front().FaultAt(array[i], path + "/" + std::to_string(i))) return fault;
  return std::nullopt;
}

}  // namespace tocsin::workflow
