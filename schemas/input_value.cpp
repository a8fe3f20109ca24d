#include "schemas/input_value.hpp"

#include <charconv>
#include <cmath>
#include <limits>

namespace tocsin {
namespace {

template <class T>
std::optional<T> ParseWhole(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  T value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

InputValue::Kind KindOf(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return InputValue::Kind::kNull;
    case json::kind::bool_:
      return InputValue::Kind::kBool;
    case json::kind::int64:
    case json::kind::uint64:
      return InputValue::Kind::kInteger;
    case json::kind::double_:
      return InputValue::Kind::kDouble;
    case json::kind::string:
      return InputValue::Kind::kString;
    case json::kind::array:
      return InputValue::Kind::kSequence;
    case json::kind::object:
      return LargeIntegerText(value).empty() ? InputValue::Kind::kMap : InputValue::Kind::kInteger;
  }
  return InputValue::Kind::kNull;
}

std::optional<std::int64_t> IntegerOf(const json::value& value) {
  if (value.is_int64()) return value.get_int64();
  constexpr double kExact = 9007199254740992.0;
  if (value.is_double() && std::trunc(value.get_double()) == value.get_double() &&
      std::abs(value.get_double()) <= kExact) {
    return static_cast<std::int64_t>(value.get_double());
  }
  return std::nullopt;
}

}  // namespace

InputValue::Kind InputValue::GetKind() const {
  return yaml_ != nullptr ? yaml_->kind : KindOf(*json_);
}

Mark InputValue::Where() const { return yaml_ != nullptr ? yaml_->mark : Mark{}; }

std::optional<bool> InputValue::Bool() const {
  if (json_ != nullptr) return json_->is_bool() ? std::optional(json_->get_bool()) : std::nullopt;
  if (!yaml_->IsScalar() || yaml_->quoted) return std::nullopt;
  const std::string_view text = yaml_->text;
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  return std::nullopt;
}

std::optional<std::int64_t> InputValue::Integer() const {
  if (json_ != nullptr) return IntegerOf(*json_);
  if (!yaml_->IsScalar() || yaml_->quoted) return std::nullopt;
  return ParseWhole<std::int64_t>(yaml_->text);
}

std::optional<double> InputValue::Number() const {
  if (json_ != nullptr) {
    return json_->is_number() ? std::optional(json_->to_number<double>()) : std::nullopt;
  }
  if (!yaml_->IsScalar() || yaml_->quoted) return std::nullopt;
  const auto value = ParseWhole<double>(yaml_->text);
  return value && std::isfinite(*value) ? value : std::nullopt;
}

std::optional<std::string> InputValue::Text() const {
  if (json_ != nullptr) {
    return json_->is_string() ? std::optional(std::string(json_->get_string())) : std::nullopt;
  }
  return yaml_->IsScalar() ? std::optional(yaml_->text) : std::nullopt;
}

json::value InputValue::ToJson() const { return yaml_ != nullptr ? yaml_->ToJson() : *json_; }

std::size_t InputValue::Size() const {
  if (yaml_ != nullptr) return yaml_->IsMap() ? yaml_->members.size() : yaml_->items.size();
  if (json_->is_object()) return GetKind() == Kind::kMap ? json_->get_object().size() : 0;
  return json_->is_array() ? json_->get_array().size() : 0;
}

InputValue InputValue::Item(std::size_t index) const {
  return yaml_ != nullptr ? InputValue(yaml_->items[index]) : InputValue(json_->get_array()[index]);
}

std::string_view InputValue::Key(std::size_t index) const {
  if (yaml_ != nullptr) return yaml_->members[index].key;
  return json_->get_object().begin()[index].key();
}

Mark InputValue::KeyWhere(std::size_t index) const {
  return yaml_ != nullptr ? yaml_->members[index].mark : Mark{};
}

InputValue InputValue::Member(std::size_t index) const {
  if (yaml_ != nullptr) return InputValue(yaml_->members[index].value);
  return InputValue(json_->get_object().begin()[index].value());
}

}  // namespace tocsin
