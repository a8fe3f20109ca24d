#include <algorithm>

#include "schemas/spec.hpp"

namespace tocsin {
namespace {

class WordListType final : public ValueType {
 public:
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override {
    auto& words = static_cast<WordList*>(out)->words;
    if (input.GetKind() != InputValue::Kind::kSequence) {
      words.assign(1, {});
      return TypeOf<std::string>().Decode(input, place, report, rules, &words.front());
    }
    List().Decode(input, place, report, rules, &words);
    if (words.empty()) report.Add(place, input.Where(), "must name one at least");
  }
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override {
    const auto& words = static_cast<const WordList*>(value)->words;
    return words.size() == 1 ? TypeOf<std::string>().Encode(&words.front(), reveal)
                             : List().Encode(&words, reveal);
  }
  json::object Schema(const FieldRules& rules, UnknownFields unknown) const override {
    auto list = List().Schema(rules, unknown);
    list["minItems"] = 1;
    return {{"anyOf", json::array{TypeOf<std::string>().Schema(rules, unknown), std::move(list)}}};
  }
  std::string Word() const override { return "string or list of strings"; }

 private:
  static const ValueType& List() { return TypeOf<std::vector<std::string>>(); }
};

}  // namespace

template <>
const ValueType& TypeOf<WordList>() {
  static const WordListType type;
  return type;
}

}  // namespace tocsin

namespace tocsin::detail {
namespace {

std::string Plural(std::string_view word) {
  if (word == "any") return "anything";
  return std::string(word) + 's';
}

}  // namespace

void ContainerType::Decode(const InputValue& input, const Place& place, DecodeReport& report,
                           const FieldRules& rules, void* out) const {
  if (input.GetKind() != kind_) {
    return report.Add(place, input.Where(),
                      "must be " + std::string(Describe(kind_)) + ", got " +
                          std::string(Describe(input.GetKind())));
  }
  Clear(out);
  const bool is_map = kind_ == InputValue::Kind::kMap;
  for (std::size_t i = 0; i < input.Size(); ++i) {
    const auto key = is_map ? input.Key(i) : std::string_view{};
    const auto value = is_map ? input.Member(i) : input.Item(i);
    const Place here{&place, key, is_map ? -1 : static_cast<int>(i)};
    if (value.GetKind() == InputValue::Kind::kNull) {
      report.Add(here, is_map ? input.KeyWhere(i) : value.Where(), "is empty");
      continue;
    }
    element_.Decode(value, here, report, rules, Append(out, key));
  }
}

json::object ContainerType::Schema(const FieldRules& rules, UnknownFields unknown) const {
  if (kind_ == InputValue::Kind::kMap) {
    return {{"type", "object"}, {"additionalProperties", element_.Schema(rules, unknown)}};
  }
  return {{"type", "array"}, {"items", element_.Schema(rules, unknown)}};
}

std::string ContainerType::Word() const {
  return (kind_ == InputValue::Kind::kMap ? "map of " : "list of ") + Plural(element_.Word());
}

json::value ContainerType::Example(const FieldRules& rules) const {
  if (rules.example.empty() && element_.Table() != nullptr)
    return json::array{element_.Example(rules)};
  return ValueType::Example(rules);
}

void WordType::Decode(const InputValue& input, const Place& place, DecodeReport& report,
                      const FieldRules&, void* out) const {
  const auto text = input.Text();
  const auto found = text ? std::ranges::find(words_, *text) : words_.end();
  if (found != words_.end()) return Set(out, static_cast<std::size_t>(found - words_.begin()));
  std::string complaint = "must be one of ";
  for (std::size_t i = 0; i < words_.size(); ++i)
    complaint.append(i > 0 ? ", " : "").append(words_[i]);
  complaint += text ? ", got '" + *text + "'" : ", got " + std::string(Describe(input.GetKind()));
  report.Add(place, input.Where(), std::move(complaint));
}

std::optional<json::value> WordType::Encode(const void* value, Reveal) const {
  return json::value(words_[Get(value)]);
}

json::object WordType::Schema(const FieldRules&, UnknownFields) const {
  json::array words;
  for (const auto word : words_) words.emplace_back(word);
  return {{"type", "string"}, {"enum", std::move(words)}};
}

std::string WordType::Word() const {
  std::string text;
  for (const auto word : words_) text.append(text.empty() ? "" : " or ").append(word);
  return text;
}

void StructType::Decode(const InputValue& input, const Place& place, DecodeReport& report,
                        const FieldRules&, void* out) const {
  if (input.GetKind() != InputValue::Kind::kNull) return spec_().Decode(input, place, report, out);
  YamlNode empty;  // the rules take null: nothing is said yet
  empty.kind = InputValue::Kind::kMap;
  empty.mark = input.Where();
  spec_().Decode(InputValue(empty), place, report, out);
}

std::optional<json::value> StructType::Encode(const void* value, Reveal reveal) const {
  return json::value(spec_().Encode(value, reveal));
}

json::object StructType::Schema(const FieldRules&, UnknownFields unknown) const {
  return spec_().Schema(unknown);
}

json::value StructType::Example(const FieldRules&) const { return spec_().Example(); }

}  // namespace tocsin::detail
