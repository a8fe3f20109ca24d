#include "schemas/field_types.hpp"

#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace tocsin {
namespace {

std::string NumberText(double number) {
  if (std::trunc(number) == number && std::abs(number) < 1e15) {
    return std::to_string(static_cast<std::int64_t>(number));
  }
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), "%g", number);
  return text.data();
}

std::string WrongType(std::string_view wanted, const InputValue& input) {
  return "must be " + std::string(wanted) + ", got " + std::string(Describe(input.GetKind()));
}

/// Reports and gives false when `number` is outside of the range; `show` writes a bound.
bool CheckRange(double number, const FieldRules& rules, std::string (*show)(double),
                const InputValue& input, const Place& place, DecodeReport& report) {
  const bool low = rules.min && number < *rules.min;
  const bool high = rules.max && number > *rules.max;
  if ((!low && !high) || report.kindly) return true;
  std::string text = "must be ";
  if (rules.min && rules.max) {
    text += "between " + show(*rules.min) + " and " + show(*rules.max);
  } else {
    text += low ? "at least " + show(*rules.min) : "at most " + show(*rules.max);
  }
  report.Add(place, input.Where(), text + ", got " + show(number));
  return false;
}

void AddRange(const FieldRules& rules, json::object& schema) {
  const auto bound = [](double number) {
    return std::trunc(number) == number ? json::value(static_cast<std::int64_t>(number))
                                        : json::value(number);
  };
  if (rules.min) schema["minimum"] = bound(*rules.min);
  if (rules.max) schema["maximum"] = bound(*rules.max);
}

bool CheckText(const std::string& text, const InputValue& input, const Place& place,
               DecodeReport& report, const FieldRules& rules) {
  if (report.kindly) return true;
  const auto& allowed = rules.allowed;
  if (!allowed.empty() && std::ranges::find(allowed, text) == allowed.end()) {
    std::string complaint = "must be one of ";
    for (std::size_t i = 0; i < allowed.size(); ++i)
      complaint.append(i > 0 ? ", " : "").append(allowed[i]);
    report.Add(place, input.Where(), complaint + ", got '" + text + "'");
    return false;
  }
  if (rules.check == nullptr) return true;
  auto complaint = rules.check(text);
  if (complaint.empty()) return true;
  report.Add(place, input.Where(), std::move(complaint));
  return false;
}

class TextType final : public ValueType {
 public:
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override {
    auto text = input.Text();
    if (!text && report.kindly && input.GetKind() == InputValue::Kind::kInteger)
      text = JsonText(input.ToJson());
    if (!text) return report.Add(place, input.Where(), WrongType("a string", input));
    if (CheckText(*text, input, place, report, rules))
      *static_cast<std::string*>(out) = std::move(*text);
  }
  std::optional<json::value> Encode(const void* value, Reveal) const override {
    return json::value(*static_cast<const std::string*>(value));
  }
  json::object Schema(const FieldRules& rules, UnknownFields) const override {
    json::object schema{{"type", "string"}};
    if (!rules.allowed.empty()) {
      json::array words;
      for (const auto word : rules.allowed) words.emplace_back(word);
      schema["enum"] = std::move(words);
    }
    return schema;
  }
  std::string Word() const override { return "string"; }
  json::value Example(const FieldRules& rules) const override { return json::value(rules.example); }
};

class SecretType final : public ValueType {
 public:
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override {
    auto text = input.Text();
    if (!text) return report.Add(place, input.Where(), WrongType("a string", input));
    if (CheckText(*text, input, place, report, rules))
      *static_cast<Secret*>(out) = Secret(std::move(*text));
  }
  std::optional<json::value> Encode(const void* value, Reveal reveal) const override {
    const auto& secret = *static_cast<const Secret*>(value);
    if (reveal == Reveal::kYes || secret.Empty()) return json::value(secret.Reveal());
    return json::value(Secret::kStars);
  }
  json::object Schema(const FieldRules&, UnknownFields) const override {
    return {{"type", "string"}, {"writeOnly", true}};
  }
  std::string Word() const override { return "secret"; }
  json::value Example(const FieldRules& rules) const override { return json::value(rules.example); }
};

class BoolType final : public ValueType {
 public:
  void Decode(const InputValue& input, const Place& place, DecodeReport& report, const FieldRules&,
              void* out) const override {
    const auto value = input.Bool();
    if (!value) return report.Add(place, input.Where(), WrongType("true or false", input));
    *static_cast<bool*>(out) = *value;
  }
  std::optional<json::value> Encode(const void* value, Reveal) const override {
    return json::value(*static_cast<const bool*>(value));
  }
  json::object Schema(const FieldRules&, UnknownFields) const override {
    return {{"type", "boolean"}};
  }
  std::string Word() const override { return "boolean"; }
};

template <class T>
class IntegerType final : public ValueType {
 public:
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override {
    const auto value = input.Integer();
    if (!value) return report.Add(place, input.Where(), WrongType("an integer", input));
    const auto number = static_cast<double>(*value);
    if (!CheckRange(number, rules, NumberText, input, place, report)) return;
    if (*value < std::numeric_limits<T>::min() || *value > std::numeric_limits<T>::max()) {
      return report.Add(place, input.Where(), "is too large");
    }
    *static_cast<T*>(out) = static_cast<T>(*value);
  }
  std::optional<json::value> Encode(const void* value, Reveal) const override {
    return json::value(static_cast<std::int64_t>(*static_cast<const T*>(value)));
  }
  json::object Schema(const FieldRules& rules, UnknownFields) const override {
    json::object schema{{"type", "integer"}};
    AddRange(rules, schema);
    return schema;
  }
  std::string Word() const override { return "integer"; }
};

class NumberType final : public ValueType {
 public:
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override {
    const auto value = input.Number();
    if (!value) return report.Add(place, input.Where(), WrongType("a number", input));
    if (CheckRange(*value, rules, NumberText, input, place, report))
      *static_cast<double*>(out) = *value;
  }
  std::optional<json::value> Encode(const void* value, Reveal) const override {
    return json::value(*static_cast<const double*>(value));
  }
  json::object Schema(const FieldRules& rules, UnknownFields) const override {
    json::object schema{{"type", "number"}};
    AddRange(rules, schema);
    return schema;
  }
  std::string Word() const override { return "number"; }
};

class DurationType final : public ValueType {
 public:
  void Decode(const InputValue& input, const Place& place, DecodeReport& report,
              const FieldRules& rules, void* out) const override {
    const auto text = input.Text();
    if (!text) return report.Add(place, input.Where(), WrongType("a duration such as 30s", input));
    const auto value = ParseDuration(*text);
    if (!value) {
      return report.Add(place, input.Where(),
                        "must be a duration such as 30s, 5m or PT1H, got '" + *text + "'");
    }
    const auto show = [](double number) {
      return FormatDuration(Duration(static_cast<std::int64_t>(number)));
    };
    if (CheckRange(static_cast<double>(value->count()), rules, show, input, place, report)) {
      *static_cast<Duration*>(out) = *value;
    }
  }
  std::optional<json::value> Encode(const void* value, Reveal) const override {
    return json::value(FormatDuration(*static_cast<const Duration*>(value)));
  }
  json::object Schema(const FieldRules&, UnknownFields) const override {
    return {{"type", "string"}, {"pattern", "^(P.+|([0-9]+(\\.[0-9]+)?(ms|s|m|h|d))+)$"}};
  }
  std::string Word() const override { return "duration"; }
  json::value Example(const FieldRules& rules) const override { return json::value(rules.example); }
};

/// Any JSON value, kept as it is.
template <class T>
class JsonType final : public ValueType {
 public:
  void Decode(const InputValue& input, const Place& place, DecodeReport& report, const FieldRules&,
              void* out) const override {
    if constexpr (std::is_same_v<T, json::object>) {
      if (input.GetKind() != InputValue::Kind::kMap) {
        return report.Add(place, input.Where(), WrongType("a map", input));
      }
      *static_cast<json::object*>(out) = std::move(input.ToJson().as_object());
    } else {
      *static_cast<json::value*>(out) = input.ToJson();
    }
  }
  std::optional<json::value> Encode(const void* value, Reveal) const override {
    return json::value(*static_cast<const T*>(value));
  }
  json::object Schema(const FieldRules&, UnknownFields) const override {
    if constexpr (std::is_same_v<T, json::object>) return {{"type", "object"}};
    return {};
  }
  std::string Word() const override { return std::is_same_v<T, json::object> ? "map" : "any"; }
};

}  // namespace

std::string Place::Path() const {
  std::string path = parent != nullptr ? parent->Path() : std::string();
  if (index >= 0) return path + '[' + std::to_string(index) + ']';
  if (!path.empty() && !name.empty()) path += '.';
  return path.append(name);
}

std::string Describe(const Fault& fault) {
  return (fault.path.empty() ? "the document" : fault.path) + ' ' + fault.text;
}

Finding ToFinding(Fault fault, std::string_view file) {
  return {std::string(file), fault.mark, Finding::Level::kError, Describe(fault)};
}

json::value ValueType::Example(const FieldRules& rules) const {
  auto parsed = ParseJson(rules.example);
  Check(parsed.has_value(), "field table: an example is not JSON");
  return std::move(*parsed);
}

template <>
const ValueType& TypeOf<std::string>() {
  static const TextType type;
  return type;
}
template <>
const ValueType& TypeOf<bool>() {
  static const BoolType type;
  return type;
}
template <>
const ValueType& TypeOf<int>() {
  static const IntegerType<int> type;
  return type;
}
template <>
const ValueType& TypeOf<std::int64_t>() {
  static const IntegerType<std::int64_t> type;
  return type;
}
template <>
const ValueType& TypeOf<double>() {
  static const NumberType type;
  return type;
}
template <>
const ValueType& TypeOf<Duration>() {
  static const DurationType type;
  return type;
}
template <>
const ValueType& TypeOf<Secret>() {
  static const SecretType type;
  return type;
}
template <>
const ValueType& TypeOf<json::value>() {
  static const JsonType<json::value> type;
  return type;
}
template <>
const ValueType& TypeOf<json::object>() {
  static const JsonType<json::object> type;
  return type;
}

}  // namespace tocsin
