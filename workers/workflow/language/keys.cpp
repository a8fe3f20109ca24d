#include "workers/workflow/language/keys.hpp"

#include <algorithm>

#include "schemas/result.hpp"

namespace tocsin::workflow {
namespace {

struct ShapeText {
  Shape shape;
  std::string_view word;    ///< in the reference
  std::string_view schema;  ///< `type` of JSON Schema, where it is one
  std::string_view suffix = {};
};
constexpr ShapeText kShapes[] = {
    {Shape::kText, "string", "string"},
    {Shape::kBoolean, "boolean", "boolean"},
    {Shape::kInteger, "integer", "integer"},
    {Shape::kDuration, "duration", ""},
    {Shape::kTime, "RFC 3339 time", "string"},
    {Shape::kExpression, "expression", "string"},
    {Shape::kMap, "map", "object"},
    {Shape::kTextOrMap, "string or map", ""},
    {Shape::kOneOrList, "string, map or list", ""},
    {Shape::kExpressionOrMap, "expression or map", ""},
    {Shape::kList, "list", "array", "[]"},
    {Shape::kNamedMaps, "named maps", "", ".NAME"},
    {Shape::kNamedList, "list of named maps", "", "[].NAME"},
    {Shape::kTasks, "tasks", ""},
    {Shape::kFlow, "`continue`, `exit`, `end` or a task", ""},
    {Shape::kAny, "any", ""},
};

const ShapeText& WordsFor(Shape shape) {
  return *std::ranges::find(kShapes, shape, &ShapeText::shape);
}

json::array DurationSchemas() {
  json::object units;
  for (const auto* unit : {"days", "hours", "minutes", "seconds", "milliseconds"})
    units[unit] = {{"type", json::array{"integer", "string"}}};
  return {{{"type", "string"}},
          {{"type", "object"}, {"properties", std::move(units)}, {"additionalProperties", false}}};
}

/// Of shapes whose schema is no single type. `map`: of the keys within, where there are some.
json::object SchemaOfForm(Shape shape, json::object map, bool has_keys) {
  const json::object text = {{"type", "string"}};
  switch (shape) {
    case Shape::kTasks:
      return {{"$ref", kTasksReference}};
    case Shape::kFlow:
      return text;
    case Shape::kDuration:
      return {{"anyOf", DurationSchemas()}};
    case Shape::kNamedMaps:
      return {{"type", "object"}, {"additionalProperties", std::move(map)}};
    case Shape::kNamedList: {  // without keys of their own they are tasks
      json::object named = {{"type", "object"}, {"minProperties", 1}, {"maxProperties", 1}};
      named["additionalProperties"] =
          has_keys ? std::move(map) : json::object{{"$ref", kTaskReference}};
      return {{"type", "array"}, {"items", std::move(named)}};
    }
    case Shape::kOneOrList: {
      json::array any = {text, std::move(map)};
      json::object one = {{"anyOf", any}};
      any.push_back(json::object{{"type", "array"}, {"items", std::move(one)}});
      return {{"anyOf", std::move(any)}};
    }
    case Shape::kTextOrMap:
    case Shape::kExpressionOrMap:
      return {{"anyOf", json::array{text, std::move(map)}}};
    default:
      return {};
  }
}

}  // namespace

void LanguageType::Decode(const InputValue&, const Place&, DecodeReport&, const FieldRules&,
                          void*) const {
  Abort("the parser of the language reads its values");
}

std::optional<json::value> LanguageType::Encode(const void*, Reveal) const { return std::nullopt; }

json::object LanguageType::MapSchema() const {
  if (type_.within == nullptr) return {{"type", "object"}};
  auto schema = SchemaOfKeys("", type_.within());
  schema["additionalProperties"] = type_.open;
  return schema;
}

json::object LanguageType::Schema(const FieldRules& rules, UnknownFields) const {
  json::object schema;
  if (type_.shape == Shape::kMap) {
    schema = MapSchema();
  } else if (const auto word = WordsFor(type_.shape).schema; !word.empty()) {
    schema["type"] = word;
    if (type_.shape == Shape::kTime) schema["format"] = "date-time";
    if (type_.shape == Shape::kList && type_.within != nullptr)
      schema["items"] = SchemaOfKeys("", type_.within());
  } else {
    schema = SchemaOfForm(type_.shape, MapSchema(), type_.within != nullptr);
  }
  if (!rules.allowed.empty()) {
    json::array words;
    for (const auto word : rules.allowed) words.emplace_back(word);
    schema["enum"] = std::move(words);
  }
  return schema;
}

std::string LanguageType::Word() const {
  if (type_.shape == Shape::kList && type_.within != nullptr) return "list of maps";
  return std::string(WordsFor(type_.shape).word);
}

const FieldTable* LanguageType::Table() const {
  return type_.within == nullptr ? nullptr : &type_.within();
}

std::string_view LanguageType::PathSuffix() const { return WordsFor(type_.shape).suffix; }

Key::Key(KeyTable& table, std::string_view name, KeyType type, KeyMeaning meaning, FieldRules rules)
    : name_(name), words_(rules.allowed) {
  std::string_view description = meaning.text_;
  if (!meaning.made_.empty()) description = table.texts_.emplace_back(std::move(meaning.made_));
  table.types_.emplace_back(type);
  table.Add(Field{name, description, std::move(rules), &table.types_.back(), nullptr});
}

Key::Key(KeyTable& table, const Field& shared, KeyType type)
    : Key(table, shared.name, type, shared.description, shared.rules) {}

Key::Key(KeyTable& table, std::string_view name) : name_(name) { table.Add(Reserved(name)); }

std::string DefaultText(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  return IsNumeric(value) || value.is_bool() ? JsonText(value) : std::string();
}

std::vector<std::string_view> NamesOf(const FieldTable& table) {
  std::vector<std::string_view> names;
  for (const auto& field : table.Fields()) names.push_back(field.name);
  return names;
}

Shape ShapeOf(const Field& field) {
  return static_cast<const LanguageType*>(field.type)->GetShape();
}

json::object SchemaOfKeys(std::string_view description, const FieldTable& table) {
  json::object properties;
  json::array required;
  for (const auto& field : table.Fields()) {
    if (field.type == nullptr) continue;
    json::object schema{{"description", field.description}};
    auto literal = field.type->Schema(field.rules, UnknownFields::kRefuse);
    const bool text = literal.contains("type") && literal.at("type") == "string" &&
                      !literal.contains("enum") && !literal.contains("format");
    if (literal.empty() || text || literal.contains("anyOf") || literal.contains("$ref")) {
      for (auto& member : literal) schema[member.key()] = member.value();
    } else {
      schema["anyOf"] =
          json::array{std::move(literal),
                      json::object{{"type", "string"}, {"pattern", R"(^\s*\$\{[\s\S]*\}\s*$)"}}};
    }
    properties[field.name] = std::move(schema);
    if (field.rules.required) required.emplace_back(field.name);
  }
  json::object schema{{"type", "object"}};
  if (!description.empty()) schema["description"] = description;
  schema["properties"] = std::move(properties);
  if (!required.empty()) schema["required"] = std::move(required);
  schema["additionalProperties"] = false;
  return schema;
}

}  // namespace tocsin::workflow
