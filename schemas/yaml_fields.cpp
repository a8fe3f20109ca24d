#include "schemas/yaml_fields.hpp"

#include <algorithm>
#include <tuple>

namespace tocsin {

std::string FaultOfEmpty(std::string_view text) { return text.empty() ? "must not be empty" : ""; }

void SortByPlace(std::span<Finding> findings) {
  std::ranges::stable_sort(findings, [](const Finding& a, const Finding& b) {
    return std::tie(a.file, a.mark.line, a.mark.column) <
           std::tie(b.file, b.mark.line, b.mark.column);
  });
}

namespace detail {
namespace {

std::string Got(std::string_view wanted, const InputValue& input) {
  return "must be " + std::string(wanted) + ", got " + std::string(Describe(input.GetKind()));
}

class RawType final : public ValueType {
 public:
  explicit RawType(RawKind kind) : kind_(kind) {}
  void Decode(const InputValue& input, const Place& place, DecodeReport& report, const FieldRules&,
              void* out) const override {
    const YamlNode& node = *input.Yaml();
    if (kind_ == RawKind::kMap && !node.IsMap())
      return report.Add(place, input.Where(), Got("a map", input));
    if (kind_ == RawKind::kText && !node.IsScalar())
      return report.Add(place, input.Where(), Got("a string", input));
    if (kind_ == RawKind::kText && node.text.empty())
      return report.Add(place, input.Where(), FaultOfEmpty(node.text));
    // All of them hold a node and nothing else.
    static_cast<Raw<RawKind::kAny>*>(out)->node = node;
  }
  std::optional<json::value> Encode(const void* value, Reveal) const override {
    const auto& node = static_cast<const Raw<RawKind::kAny>*>(value)->node;
    if (node.kind == YamlNode::Kind::kNull) return std::nullopt;
    return node.ToJson();
  }
  json::object Schema(const FieldRules&, UnknownFields) const override {
    if (kind_ == RawKind::kAny) return {};
    return {{"type", kind_ == RawKind::kMap ? "object" : "string"}};
  }
  std::string Word() const override {
    if (kind_ == RawKind::kAny) return "any";
    return kind_ == RawKind::kMap ? "map" : "string";
  }
  json::value Example(const FieldRules& rules) const override {
    return kind_ == RawKind::kText ? json::value(rules.example) : ValueType::Example(rules);
  }

 private:
  RawKind kind_;
};

class TrueType final : public ValueType {
 public:
  void Decode(const InputValue& input, const Place& place, DecodeReport& report, const FieldRules&,
              void* out) const override {
    if (input.Bool() != true) return report.Add(place, input.Where(), "can only be true");
    static_cast<OnlyTrue*>(out)->given = true;
  }
  std::optional<json::value> Encode(const void* value, Reveal) const override {
    if (!static_cast<const OnlyTrue*>(value)->given) return std::nullopt;
    return json::value(true);
  }
  json::object Schema(const FieldRules&, UnknownFields) const override { return {{"const", true}}; }
  std::string Word() const override { return "true"; }
};

}  // namespace

const ValueType& RawTypeOf(RawKind kind) {
  static const RawType any(RawKind::kAny);
  static const RawType text(RawKind::kText);
  static const RawType map(RawKind::kMap);
  if (kind == RawKind::kAny) return any;
  return kind == RawKind::kText ? text : map;
}

const ValueType& OnlyTrueType() {
  static const TrueType type;
  return type;
}

json::object EitherSchema(json::object one, json::object other) {
  return {{"anyOf", json::array{std::move(one), std::move(other)}}};
}

void NamedListWalk::Decode(const InputValue& input, const Place& place, DecodeReport& report,
                           const FieldRules& rules, void* out) const {
  if (input.GetKind() == InputValue::Kind::kNull) return;  // nobody is named yet
  if (input.GetKind() != InputValue::Kind::kMap)
    return report.Add(place, input.Where(), Got("a map", input));
  for (std::size_t i = 0; i < input.Size(); ++i) {
    const Place here{&place, input.Key(i)};
    if (input.Member(i).GetKind() == InputValue::Kind::kNull) {
      report.Add(here, input.KeyWhere(i), "is empty");
      continue;
    }
    inner_.Decode(input.Member(i), here, report, rules,
                  AddMember(out, input.Key(i), input.KeyWhere(i)));
  }
}

json::object NamedListWalk::Schema(const FieldRules& rules, UnknownFields unknown) const {
  return {{"type", "object"}, {"additionalProperties", inner_.Schema(rules, unknown)}};
}

std::string NamedListWalk::Word() const { return "map of names to " + inner_.Word(); }

json::value NamedListWalk::Example(const FieldRules& rules) const {
  if (!rules.example.empty() || Table() == nullptr) return ValueType::Example(rules);
  return json::object{{"NAME", inner_.Example(rules)}};
}

void BriefWalk::Decode(const InputValue& input, const Place& place, DecodeReport& report,
                       const FieldRules& rules, void* out) const {
  const YamlNode* node = input.Yaml();
  if (node == nullptr || !node->IsScalar()) return inner_.Decode(input, place, report, rules, out);
  YamlNode whole;
  whole.kind = YamlNode::Kind::kMap;
  whole.mark = node->mark;
  whole.members.push_back({std::string(inner_.Table()->Fields().front().name), node->mark, *node});
  inner_.Decode(InputValue(whole), place, report, rules, out);
}

json::object BriefWalk::Schema(const FieldRules& rules, UnknownFields unknown) const {
  const auto& alone = inner_.Table()->Fields().front();
  return EitherSchema(alone.type->Schema(alone.rules, unknown), inner_.Schema(rules, unknown));
}

void TextualType::Decode(const InputValue& input, const Place& place, DecodeReport& report,
                         const FieldRules&, void* out) const {
  const auto text = input.Text();
  if (!text) return report.Add(place, input.Where(), Got("a " + Word(), input));
  if (auto complaint = Read(*text, out); !complaint.empty())
    report.Add(place, input.Where(), std::move(complaint));
}

}  // namespace detail
}  // namespace tocsin
