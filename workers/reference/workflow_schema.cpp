#include "workers/reference/workflow_schema.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "workers/workflow/language/document_keys.hpp"
#include "workers/workflow/language/keys.hpp"
#include "workers/workflow/language/task_keys.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::compose {
namespace {

constexpr std::string_view kCall = "call";
/// Titles of the types that share `call` say which word is theirs: "call: http".
constexpr std::string_view kCallTitle = "call: ";

json::object Reference(const std::string& name) { return {{"$ref", "#/$defs/" + name}}; }

json::object Has(std::string_view key) { return {{"required", json::array{key}}}; }

bool HasKey(const FieldTable& table, std::string_view name) {
  return std::ranges::find(table.Fields(), name, &Field::name) != table.Fields().end();
}

/// A task with these keys and those of every task, and no other.
json::object TaskOf(const workflow::TaskType& type) {
  auto schema = workflow::SchemaOfKeys(type.Description(), type.Keys());
  const auto common = workflow::SchemaOfKeys("", workflow::KeysOf<workflow::TaskKeys>());
  for (const auto& member : common.at("properties").as_object())
    schema["properties"].as_object().emplace(member.key(), member.value());
  return schema;
}

/// That a map is this task: its key is there, and none of a type that has it as a further key
/// (`do` of `for`).
json::object IsOf(const workflow::TaskType& type) {
  json::array others;
  for (const auto& other : workflow::TaskTypes().Types())
    if (other->Key() != type.Key() && HasKey(other->Keys(), type.Key()))
      others.push_back(Has(other->Key()));
  auto is = Has(type.Key());
  if (!others.empty()) is["not"] = {{"anyOf", std::move(others)}};
  return is;
}

/// `call`, by the word after it; of a name that is not of the catalog `with` may be anything.
json::object CallSchema(const workflow::Functions& functions, json::object& definitions) {
  json::array names;
  json::array chosen;
  json::object schema;
  const auto choose = [&](std::string_view name, const json::object& with, bool needed) {
    const auto definition = "with." + std::string(name);
    definitions[definition] = with;
    json::object then = {{"properties", {{"with", Reference(definition)}}}};
    if (needed) then["required"] = json::array{"with"};
    chosen.push_back({{"if", {{"properties", {{kCall, {{"const", name}}}}}}}, {"then", then}});
    names.emplace_back(name);
  };
  for (const auto& type : workflow::TaskTypes().Types()) {
    if (type->Key() != kCall) continue;
    if (schema.empty()) schema = TaskOf(*type);
    const auto word = type->Title().substr(std::min(kCallTitle.size(), type->Title().size()));
    if (word.find(' ') != std::string_view::npos) continue;  // "a function of ..."
    const auto own = TaskOf(*type);
    choose(word, own.at("properties").at("with").as_object(), true);
  }
  for (const auto name : functions.Names()) {
    const auto& function = *functions.Find(name);
    const auto with = workflow::SchemaOfKeys(function.Description(), function.Fields());
    choose(name, with, with.contains("required"));
  }
  schema["description"] = "Calls http, a function of the catalog, or one of use.functions.";
  auto& properties = schema["properties"].as_object();
  properties[kCall] = {{"description", "`http`, a function, or a name of `use.functions`."},
                       {"anyOf", json::array{{{"enum", names}}, {{"type", "string"}}}}};
  properties["with"] = {{"description", "Its arguments."}};
  schema["required"] = json::array{kCall};
  schema["allOf"] = std::move(chosen);
  return schema;
}

/// One of the types. By `if` and `then`, not `oneOf`: what is wrong with a task is then told by its
/// own type, and not once for each.
json::object TaskSchema(const workflow::Functions& functions, json::object& definitions) {
  auto schema =
      workflow::SchemaOfKeys("A task: one key says which.", workflow::KeysOf<workflow::TaskKeys>());
  schema.erase("additionalProperties");
  auto& properties = schema["properties"].as_object();
  json::array keys;
  json::array chosen;
  for (const auto& type : workflow::TaskTypes().Types()) {
    const std::string key(type->Key());
    if (properties.contains(key)) continue;  // types that share it
    properties[key] = {{"description", type->Description()}};
    keys.push_back(Has(key));
    definitions["task." + key] = key == kCall ? CallSchema(functions, definitions) : TaskOf(*type);
    chosen.push_back({{"if", IsOf(*type)}, {"then", Reference("task." + key)}});
  }
  schema["anyOf"] = std::move(keys);
  schema["allOf"] = std::move(chosen);
  return schema;
}

}  // namespace

json::object WorkflowSchema(const workflow::Functions& functions) {
  json::object definitions;
  auto task = TaskSchema(functions, definitions);
  definitions["task"] = std::move(task);
  json::object named = {{"type", "object"}, {"minProperties", 1}, {"maxProperties", 1}};
  named["additionalProperties"] = Reference("task");
  definitions["tasks"] = {{"type", "array"}, {"minItems", 1}, {"items", std::move(named)}};
  auto schema = workflow::SchemaOfKeys("A workflow.", workflow::KeysOf<workflow::DocumentKeys>());
  schema["$defs"] = std::move(definitions);
  return schema;
}

}  // namespace tocsin::compose
