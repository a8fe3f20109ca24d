#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "schemas/json_pointer.hpp"
#include "schemas/json_schema.hpp"
#include "schemas/json_schema_tree.hpp"

namespace tocsin {
namespace {

using Level = Finding::Level;
using Index = SchemaNode::Index;

constexpr std::size_t kMostSubschemas = 10'000;
constexpr std::array<std::string_view, 7> kSchemaTypes = {"null",   "boolean", "object", "array",
                                                          "number", "string",  "integer"};
constexpr std::array<std::string_view, 12> kSchemaNotes = {
    "title",    "description", "default",    "examples", "$schema",         "$comment",
    "readOnly", "writeOnly",   "deprecated", "$id",      "contentEncoding", "contentMediaType"};

std::string KindOf(const YamlNode& node) { return std::string(Describe(node.kind)); }

/// Reads a schema document: each subschema once, at the JSON pointer where it stands, so that
/// `$ref` can name it.
class SchemaReader {
 public:
  explicit SchemaReader(const JsonSchema::Report& report) : report_(report) {}

  SchemaTree Read(const YamlNode& document) {
    Subschema(document, "");
    for (const auto& [index, ref] : refs_) Resolve(index, ref.first, ref.second);
    return std::move(tree_);
  }

 private:
  using Keyword = void (SchemaReader::*)(Index, const YamlNode&, const std::string&);

  void Error(Mark mark, std::string text) { report_(mark, Level::kError, std::move(text)); }
  void Warn(Mark mark, std::string text) { report_(mark, Level::kWarning, std::move(text)); }
  SchemaNode& At(Index index) { return tree_.nodes[index]; }

  static const std::map<std::string_view, Keyword>& Keywords();

  Index Subschema(const YamlNode& node, const std::string& pointer) {
    const Index index = tree_.nodes.size();
    tree_.nodes.emplace_back();
    places_[pointer] = index;
    if (index >= kMostSubschemas) {
      if (index == kMostSubschemas) Error(node.mark, "a JSON Schema has at most 10000 subschemas");
      return index;
    }
    if (node.kind == YamlNode::Kind::kBool) {
      At(index).nothing = !node.ToJson().as_bool();
      return index;
    }
    if (!node.IsMap()) {
      Error(node.mark, "a JSON Schema must be a map, not " + KindOf(node));
      return index;
    }
    // Beside `$ref` draft 7 lets nothing count; later drafts do, and so do people.
    for (const auto& [key, mark, value] : node.members) Member(index, key, mark, value, pointer);
    return index;
  }

  void Member(Index index, const std::string& key, Mark mark, const YamlNode& value,
              const std::string& pointer) {
    const auto found = Keywords().find(key);
    if (found != Keywords().end())
      return (this->*found->second)(index, value, PointerTo(pointer, key));
    if (key.starts_with("x-") || std::ranges::find(kSchemaNotes, key) != kSchemaNotes.end()) return;
    std::vector<std::string_view> names;
    for (const auto& known : Keywords()) names.push_back(known.first);
    const auto close = ClosestWord(key, names);
    Warn(mark, "JSON Schema keyword '" + key + "' is not known and has no effect" +
                   (close.empty() ? "" : "; did you mean '" + std::string(close) + "'?"));
  }

  // Values of keywords.
  std::optional<json::value> Number(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::kInteger || node.kind == YamlNode::Kind::kDouble)
      return node.ToJson();
    Error(node.mark, "must be a number, not " + KindOf(node));
    return std::nullopt;
  }

  std::optional<std::size_t> Count(const YamlNode& node) {
    const auto number = Number(node);
    if (!number) return std::nullopt;
    const double value = number->to_number<double>();
    if (value >= 0 && value <= 1e9 && std::floor(value) == value)
      return static_cast<std::size_t>(value);
    Error(node.mark, "must be a whole number from 0 to 1000000000, not " + node.text);
    return std::nullopt;
  }

  std::vector<std::string> Words(const YamlNode& node) {
    std::vector<std::string> words;
    if (!node.IsSequence()) {
      Error(node.mark, "must be a list of strings, not " + KindOf(node));
      return words;
    }
    for (const auto& item : node.items) {
      if (item.kind == YamlNode::Kind::kString || item.kind == YamlNode::Kind::kNull) {
        words.push_back(item.kind == YamlNode::Kind::kNull ? "null" : item.text);
      } else {
        Error(item.mark, "must be a string, not " + KindOf(item));
      }
    }
    return words;
  }

  std::vector<Index> List(const YamlNode& node, const std::string& pointer) {
    std::vector<Index> out;
    if (!node.IsSequence() || node.items.empty()) {
      Error(node.mark, "must be a list of schemas, not " +
                           (node.IsSequence() ? std::string("an empty one") : KindOf(node)));
      return out;
    }
    for (std::size_t i = 0; i < node.items.size(); ++i)
      out.push_back(Subschema(node.items[i], pointer + '/' + std::to_string(i)));
    return out;
  }

  SchemaNode::Named Map(const YamlNode& node, const std::string& pointer) {
    SchemaNode::Named out;
    if (!node.IsMap()) {
      Error(node.mark, "must be a map of schemas, not " + KindOf(node));
      return out;
    }
    for (const auto& member : node.members)
      out.emplace_back(member.key, Subschema(member.value, PointerTo(pointer, member.key)));
    return out;
  }

  std::optional<Pattern> Regex(std::string_view text, Mark mark) {
    auto pattern = Pattern::Compile(text);
    if (pattern) return std::move(*pattern);
    Error(mark,
          "'" + std::string(text) + "' is not a regular expression: " + pattern.error().message);
    return std::nullopt;
  }

  // Keywords.
  template <auto kField>
  void ReadNumber(Index index, const YamlNode& node, const std::string&) {
    At(index).*kField = Number(node);
  }
  template <auto kField>
  void ReadCount(Index index, const YamlNode& node, const std::string&) {
    At(index).*kField = Count(node);
  }
  template <auto kField>
  void ReadSchema(Index index, const YamlNode& node, const std::string& pointer) {
    const Index inner = Subschema(node, pointer);  // before At: it moves the nodes
    At(index).*kField = inner;
  }
  template <auto kField>
  void ReadList(Index index, const YamlNode& node, const std::string& pointer) {
    auto inner = List(node, pointer);
    At(index).*kField = std::move(inner);
  }
  template <auto kField>
  void ReadMap(Index index, const YamlNode& node, const std::string& pointer) {
    auto inner = Map(node, pointer);
    At(index).*kField = std::move(inner);
  }

  void ReadType(Index index, const YamlNode& node, const std::string&) {
    At(index).types = node.kind == YamlNode::Kind::kString ? std::vector{node.text} : Words(node);
    for (const auto& type : At(index).types)
      if (std::ranges::find(kSchemaTypes, type) == kSchemaTypes.end())
        Error(node.mark, "unknown type '" + type + "' in a JSON Schema");
  }
  void ReadEnum(Index index, const YamlNode& node, const std::string&) {
    if (!node.IsSequence())
      return Error(node.mark, "'enum' must be a list of values, not " + KindOf(node));
    Allow(index, node.ToJson().as_array());
  }
  void ReadConst(Index index, const YamlNode& node, const std::string&) {
    Allow(index, {node.ToJson()});
  }
  /// `enum` and `const` together allow what both do.
  void Allow(Index index, const json::array& values) {
    auto& allowed = At(index).allowed;
    if (!allowed) {
      allowed.emplace(values.begin(), values.end());
      return;
    }
    std::erase_if(*allowed, [&](const json::value& before) {
      return std::ranges::none_of(values, [&](const json::value& value) {
        return CanonicalJson(value) == CanonicalJson(before);
      });
    });
  }
  void ReadMultiple(Index index, const YamlNode& node, const std::string&) {
    const auto number = Number(node);
    if (!number) return;
    if (number->to_number<double>() > 0) {
      At(index).multiple_of = number;
    } else {
      Error(node.mark, "must be greater than 0, not " + node.text);
    }
  }
  void ReadPattern(Index index, const YamlNode& node, const std::string&) {
    if (node.kind != YamlNode::Kind::kString)
      return Error(node.mark, "'pattern' must be a string, not " + KindOf(node));
    At(index).pattern = Regex(node.text, node.mark);
  }
  void ReadFormat(Index index, const YamlNode& node, const std::string&) {
    At(index).format = FindSchemaFormat(node.text);
    if (At(index).format == nullptr) Warn(node.mark, "format '" + node.text + "' is not checked");
  }
  void ReadItems(Index index, const YamlNode& node, const std::string& pointer) {
    if (node.IsSequence()) return ReadList<&SchemaNode::prefix>(index, node, pointer);
    ReadSchema<&SchemaNode::items>(index, node, pointer);
  }
  void ReadUnique(Index index, const YamlNode& node, const std::string&) {
    if (node.kind != YamlNode::Kind::kBool)
      return Error(node.mark, "'uniqueItems' must be true or false, not " + KindOf(node));
    At(index).unique = node.ToJson().as_bool();
  }
  void ReadRequired(Index index, const YamlNode& node, const std::string&) {
    At(index).required = Words(node);
  }
  void ReadPatterns(Index index, const YamlNode& node, const std::string& pointer) {
    for (auto& [text, inner] : Map(node, pointer))
      if (auto pattern = Regex(text, node.mark))
        At(index).patterns.emplace_back(std::move(*pattern), inner);
  }
  /// Draft 7's `dependencies`, and the two that it became.
  void ReadDependencies(Index index, const YamlNode& node, const std::string& pointer) {
    if (!node.IsMap()) return Error(node.mark, "must be a map, not " + KindOf(node));
    for (const auto& member : node.members) {
      if (member.value.IsSequence()) {
        auto words = Words(member.value);
        At(index).needs.emplace_back(member.key, std::move(words));
      } else {
        const Index inner = Subschema(member.value, PointerTo(pointer, member.key));
        At(index).depends.emplace_back(member.key, inner);
      }
    }
  }
  void ReadDefinitions(Index, const YamlNode& node, const std::string& pointer) {
    Map(node, pointer);
  }
  void ReadRef(Index index, const YamlNode& node, const std::string&) {
    refs_.emplace_back(index, std::pair(node.text, node.mark));
  }

  void Resolve(Index index, const std::string& ref, Mark mark) {
    if (!ref.starts_with('#'))
      return Error(
          mark,
          "'$ref' can only name a part of the same schema (\"#/$defs/name\"), not '" + ref + "'");
    const auto found = places_.find(ref.substr(1));
    if (found == places_.end())
      return Error(mark, "'$ref' names '" + ref + "', and no subschema stands there");
    At(index).ref = found->second;
    // What only refers, in a circle, says nothing and would never end.
    Index at = found->second;
    for (std::size_t steps = 0; steps <= tree_.nodes.size(); ++steps) {
      if (at == index) return Error(mark, "'$ref: " + ref + "' leads back to itself");
      if (!At(at).ref) return;
      at = *At(at).ref;
    }
  }

  const JsonSchema::Report& report_;
  SchemaTree tree_;
  std::map<std::string, Index, std::less<>> places_;  ///< by JSON pointer
  std::vector<std::pair<Index, std::pair<std::string, Mark>>> refs_;
};

const std::map<std::string_view, SchemaReader::Keyword>& SchemaReader::Keywords() {
  using R = SchemaReader;
  using N = SchemaNode;
  static const std::map<std::string_view, Keyword> keywords = {
      {"$ref", &R::ReadRef},
      {"$defs", &R::ReadDefinitions},
      {"definitions", &R::ReadDefinitions},
      {"type", &R::ReadType},
      {"enum", &R::ReadEnum},
      {"const", &R::ReadConst},
      {"minimum", &R::ReadNumber<&N::minimum>},
      {"maximum", &R::ReadNumber<&N::maximum>},
      {"exclusiveMinimum", &R::ReadNumber<&N::above>},
      {"exclusiveMaximum", &R::ReadNumber<&N::below>},
      {"multipleOf", &R::ReadMultiple},
      {"minLength", &R::ReadCount<&N::min_length>},
      {"maxLength", &R::ReadCount<&N::max_length>},
      {"pattern", &R::ReadPattern},
      {"format", &R::ReadFormat},
      {"items", &R::ReadItems},
      {"prefixItems", &R::ReadList<&N::prefix>},
      {"additionalItems", &R::ReadSchema<&N::items>},
      {"contains", &R::ReadSchema<&N::contains>},
      {"minItems", &R::ReadCount<&N::min_items>},
      {"maxItems", &R::ReadCount<&N::max_items>},
      {"minContains", &R::ReadCount<&N::min_contains>},
      {"maxContains", &R::ReadCount<&N::max_contains>},
      {"uniqueItems", &R::ReadUnique},
      {"required", &R::ReadRequired},
      {"properties", &R::ReadMap<&N::properties>},
      {"patternProperties", &R::ReadPatterns},
      {"additionalProperties", &R::ReadSchema<&N::additional>},
      {"propertyNames", &R::ReadSchema<&N::names>},
      {"minProperties", &R::ReadCount<&N::min_properties>},
      {"maxProperties", &R::ReadCount<&N::max_properties>},
      {"dependencies", &R::ReadDependencies},
      {"dependentRequired", &R::ReadDependencies},
      {"dependentSchemas", &R::ReadDependencies},
      {"allOf", &R::ReadList<&N::all>},
      {"anyOf", &R::ReadList<&N::any>},
      {"oneOf", &R::ReadList<&N::one>},
      {"not", &R::ReadSchema<&N::none>},
      {"if", &R::ReadSchema<&N::when>},
      {"then", &R::ReadSchema<&N::then>},
      {"else", &R::ReadSchema<&N::otherwise>},
  };
  return keywords;
}

}  // namespace

JsonSchema JsonSchema::Parse(const YamlNode& document, const Report& report) {
  JsonSchema schema;
  schema.tree_ = std::make_shared<const SchemaTree>(SchemaReader(report).Read(document));
  return schema;
}

}  // namespace tocsin
