#include "workers/workflow/language/lint_expressions.hpp"
#include "workers/workflow/language/listen_keys.hpp"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "schemas/events/catalog.hpp"
#include "schemas/yaml_place.hpp"
#include "workers/workflow/language/template.hpp"

namespace tocsin::workflow {
namespace {

/// Schemas that a value has one of; null for a value that may be anything.
using SchemaChoice = std::vector<const json::object*>;
using PathSteps = std::span<const std::optional<std::string>>;

const json::object* SchemaOfData(std::string_view type) {
  static const auto schemas = [] {
    std::map<std::string_view, json::object> all;
    for (const auto& event : events::EventTypes())
      all.emplace(event.type, events::DataSchema(event));
    return all;
  }();
  const auto found = schemas.find(type);
  return found == schemas.end() ? nullptr : &found->second;
}

const json::object* ObjectAt(const json::object& object, std::string_view key) {
  const auto* found = object.if_contains(key);
  return found != nullptr && found->is_object() ? &found->get_object() : nullptr;
}

bool IsAttribute(std::string_view name) {
  return std::ranges::all_of(name, [](unsigned char c) {
    return (std::islower(c) != 0 && c < 0x80) || std::isdigit(c) != 0;
  });
}

std::string JoinedWords(const std::vector<std::string>& words, std::string_view between) {
  std::string out;
  for (const auto& word : words) out.append(out.empty() ? "" : between).append(word);
  return out;
}

std::string Suggested(std::string_view word, const std::vector<std::string_view>& known) {
  const auto close = ClosestWord(word, known);
  return close.empty() ? "" : "; did you mean '" + std::string(close) + "'?";
}

/// Looks up paths in what is known of one expression's values.
class EventLint {
 public:
  using Warn = std::function<void(std::size_t, std::string)>;
  EventLint(const EventSight& sees, const EventSight& input, const Warn& warn)
      : sees_(sees), input_(input), warn_(warn) {}

  void Read(const ExpressionRead& read) const {
    const auto [sight, steps] = Start(read.path);
    if (sight == nullptr || steps.empty()) return;
    const auto& name = *steps.back();
    switch (sight->part) {
      case EventSight::Part::kText:
        if (steps.size() == 1)
          warn_(read.begin,
                "the event is read as text ('read: raw'), which has no members; see "
                "'read: data', or fromjson");
        return;
      case EventSight::Part::kEnvelope:
        if (steps.front() == "data") return ReadData(*sight, steps.subspan(1), name, read.begin);
        if (steps.size() == 1 && !IsAttribute(name))
          warn_(read.begin, "an event has no attribute '" + name +
                                "', for their names are lower-case letters and digits; its data "
                                "is .data: did you mean .data." +
                                name + "?");
        return;
      case EventSight::Part::kData:
        return ReadData(*sight, steps, name, read.begin);
      default:
        return;
    }
  }

  void Compare(const ExpressionComparison& comparison) const {
    if (comparison.literal.is_null()) return;
    auto [sight, steps] = Start(comparison.path);
    if (sight == nullptr) return;
    if (sight->part == EventSight::Part::kEnvelope && !steps.empty() && steps.front() == "data")
      steps = steps.subspan(1);
    else if (sight->part != EventSight::Part::kData)
      return;
    const auto schemas = Follow(*sight, steps);
    if (steps.empty() || schemas.empty() || std::ranges::any_of(schemas, [&](const auto* schema) {
          return schema == nullptr || Fits(comparison.literal, *schema);
        }))
      return;
    warn_(comparison.begin, std::string("this is always ") +
                                (comparison.wants_equal ? "false" : "true") + ": '" +
                                Written(steps) + "' of " + JoinedWords(sight->types, " or ") +
                                " is " + Allowed(*schemas.front(), comparison.literal));
  }

 private:
  /// What a path begins at, and the steps behind it.
  std::pair<const EventSight*, PathSteps> Start(const ExpressionPath& path) const {
    PathSteps steps = path.steps;
    const EventSight* sight = path.variable.empty() ? &sees_ : nullptr;
    if (path.variable == "workflow" && !steps.empty() && steps.front() == "input") {
      sight = &input_;
      steps = steps.subspan(1);
    }
    if (sight == nullptr || !sight->listed) return {sight, steps};
    if (steps.empty() || steps.front()) return {nullptr, {}};
    return {sight, steps.subspan(1)};
  }

  static SchemaChoice SchemasOf(const EventSight& sight) {
    SchemaChoice schemas;
    for (const auto& type : sight.types) schemas.push_back(SchemaOfData(type));
    return schemas;
  }

  /// Where the steps lead; empty where no schema has them.
  static SchemaChoice Follow(const EventSight& sight, PathSteps steps) {
    SchemaChoice schemas = SchemasOf(sight);
    for (const auto& step : steps) {
      SchemaChoice next;
      for (const auto* schema : schemas) {
        const auto* members = schema == nullptr ? nullptr : ObjectAt(*schema, "properties");
        const auto* found = step && members != nullptr   ? ObjectAt(*members, *step)
                            : !step && schema != nullptr ? ObjectAt(*schema, "items")
                                                         : nullptr;
        if (found != nullptr || !step || members == nullptr) next.push_back(found);
      }
      schemas = std::move(next);
    }
    return schemas;
  }

  void ReadData(const EventSight& sight, PathSteps steps, const std::string& name,
                std::size_t at) const {
    if (steps.empty()) return;
    const auto around = Follow(sight, steps.first(steps.size() - 1));
    if (around.empty()) return;  // a member on the way is missing already
    const bool certain = Follow(sight, steps).empty();
    const bool twice = steps.size() == 1 && name == "data" && sight.part == EventSight::Part::kData;
    if (twice && (certain || &sight == &input_)) return warn_(at, DataTwice(sight));
    if (!certain) return;
    std::vector<std::string_view> known;
    for (const auto* schema : around)
      for (const auto& member : *ObjectAt(*schema, "properties")) known.push_back(member.key());
    warn_(at, JoinedWords(sight.types, " and ") + (sight.types.size() > 1 ? " have" : " has") +
                  " no field '" + Written(steps) + "'" + Suggested(name, known) +
                  " (a field of your own: .[\"" + name + "\"])");
  }

  std::string DataTwice(const EventSight& sight) const {
    const std::string own = " (a field of that name: .[\"data\"])";
    if (&sight != &input_)
      return "this is the event's data already, which has no field 'data'" + own;
    return "$workflow.input[0] is the event's data already ('schedule.read' is 'data' by default); "
           "set 'read: envelope' to have .data, .time and the like" +
           own;
  }

  static std::string Written(PathSteps steps) {
    std::string out;
    for (const auto& step : steps)
      out += step ? (out.empty() ? "" : ".") + *step : std::string("[]");
    return out;
  }

  static bool Fits(const json::value& literal, const json::object& schema) {
    const auto* type = schema.if_contains("type");
    if (type == nullptr || !type->is_string()) return true;
    const auto& word = type->get_string();
    if (word == "integer" || word == "number") return literal.is_number();
    if (word == "boolean") return literal.is_bool();
    if (word != "string" || !literal.is_string()) return false;
    const auto* words = schema.if_contains("enum");
    return words == nullptr || !words->is_array() ||
           std::ranges::find(words->get_array(), literal) != words->get_array().end();
  }

  /// "a string, not a number" or "one of a, b, not 'c'".
  static std::string Allowed(const json::object& schema, const json::value& literal) {
    const std::string_view type = schema.at("type").get_string();
    const std::string given = literal.is_string() ? "a string"
                              : literal.is_bool() ? "a boolean"
                                                  : "a number";
    const bool vowel = type == "integer" || type == "object" || type == "array";
    if (type != "string" || !literal.is_string())
      return std::string(vowel ? "an " : "a ") + std::string(type) + ", not " + given;
    std::vector<std::string> words;
    std::vector<std::string_view> known;
    for (const auto& word : schema.at("enum").get_array()) {
      words.emplace_back(word.get_string());
      known.emplace_back(word.get_string());
    }
    const std::string_view word = literal.get_string();
    return "one of " + JoinedWords(words, ", ") + ", not '" + std::string(word) + "'" +
           Suggested(word, known);
  }

  const EventSight& sees_;
  const EventSight& input_;
  const Warn& warn_;
};

}  // namespace

EventSight ListOf(ReadAs read, std::vector<std::string> types) {
  const auto part = read == ReadAs::kData       ? EventSight::Part::kData
                    : read == ReadAs::kEnvelope ? EventSight::Part::kEnvelope
                                                : EventSight::Part::kText;
  return {.part = part, .listed = true, .types = std::move(types)};
}

EventSight ListenedTo(const YamlNode& task) {
  const YamlNode* listen = task.Find(KeysOf<ListenTaskKeys>().listen);
  const YamlNode* read = listen == nullptr ? nullptr : listen->Find(KeysOf<ListenKeys>().read);
  const YamlNode* at = listen;
  for (const auto* key : {"to", "one", "with", "type"})
    if (at != nullptr) at = at->Find(key);
  if (at == nullptr || !at->IsScalar()) return {};
  const auto as = read == nullptr || read->text == "data" ? ReadAs::kData
                  : read->text == "envelope"              ? ReadAs::kEnvelope
                                                          : ReadAs::kRaw;
  return ListOf(as, {at->text});
}

ExpressionPlace PlaceOf(const YamlNode& node, EventSight sees) {
  const auto body = ExpressionBody(node.text);
  return {.mark = node.mark,
          .value = node.text,
          .offset = static_cast<std::size_t>(body.data() - node.text.data()),
          .sees = std::move(sees)};
}

Mark MarkWithin(const SourceText& source, const ExpressionPlace& place, std::size_t at) {
  if (place.value.empty()) return place.mark;
  return source.Within(place.mark, place.value, place.offset + at);
}

void LintExpression(const ExpressionReport& report, const EventSight& sees, const EventSight& input,
                    const std::function<void(std::size_t at, std::string text)>& warn) {
  for (const auto& doubt : report.doubts) warn(doubt.begin, doubt.text);
  const EventLint lint(sees, input, warn);
  for (const auto& read : report.reads) lint.Read(read);
  for (const auto& comparison : report.comparisons) lint.Compare(comparison);
}

}  // namespace tocsin::workflow
