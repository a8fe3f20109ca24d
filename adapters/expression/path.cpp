#include "adapters/expression/path.hpp"

#include <cctype>
#include <charconv>
#include <cstdlib>

#include "adapters/expression/result_bounds.hpp"
#include "adapters/expression/scan.hpp"

namespace tocsin {
namespace {

bool IsLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) || c == '_'; }

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kSpace = " \t\r\n";
  const auto first = text.find_first_not_of(kSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// A name at the start of `text`, taken from it; empty when there is none.
std::string_view TakeName(std::string_view& text) {
  if (text.empty() || !IsLetter(text.front())) return {};
  std::size_t size = 1;
  while (size < text.size() && IsNameCharacter(text[size])) ++size;
  const auto name = text.substr(0, size);
  text.remove_prefix(size);
  return name;
}

/// What stands in brackets at the start of `text`: a place, or a name in quotes without escapes.
std::optional<std::variant<std::string, std::int64_t>> TakeBracket(std::string_view& text) {
  const auto end = text.find(']');
  if (!text.starts_with('[') || end == std::string_view::npos) return std::nullopt;
  const auto inner = text.substr(1, end - 1);
  text.remove_prefix(end + 1);
  if (inner.size() >= 2 && inner.front() == '"' && inner.back() == '"') {
    const auto name = inner.substr(1, inner.size() - 2);
    if (name.find_first_of("\"\\") != std::string_view::npos) return std::nullopt;
    return std::string(name);
  }
  std::int64_t place = 0;
  const auto [last, error] = std::from_chars(inner.data(), inner.data() + inner.size(), place);
  const bool whole = error == std::errc{} && last == inner.data() + inner.size();
  if (!whole || std::abs(place) > 1'000'000'000) return std::nullopt;
  return place;
}

/// jq's names of the kinds.
std::string_view KindName(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null:
      return "null";
    case json::kind::bool_:
      return "boolean";
    case json::kind::string:
      return "string";
    case json::kind::array:
      return "array";
    case json::kind::object:
      return "object";
    default:
      return "number";
  }
}

const json::value kNull = nullptr;

Result<const json::value*> Member(const json::value& value, const std::string& name) {
  if (value.is_null()) return &kNull;
  if (!value.is_object())
    return Fail(ErrorKind::kInvalid,
                "Cannot index " + std::string(KindName(value)) + " with string \"" + name + "\"",
                "expression");
  const auto* found = value.get_object().if_contains(name);
  return found == nullptr ? &kNull : found;
}

Result<const json::value*> Item(const json::value& value, std::int64_t place) {
  if (value.is_null()) return &kNull;
  if (!value.is_array())
    return Fail(ErrorKind::kInvalid,
                "Cannot index " + std::string(KindName(value)) + " with number", "expression");
  const auto& array = value.get_array();
  const auto size = static_cast<std::int64_t>(array.size());
  const std::int64_t at = place < 0 ? place + size : place;
  if (at < 0 || at >= size) return &kNull;
  return &array[static_cast<std::size_t>(at)];
}

/// Copies as a result of jq is read: bounded, whole numbers as integers.
class Copier {
 public:
  explicit Copier(const JqLimits& limits) : bounds_(limits) {}

  Result<json::value> Copy(const json::value& value, int depth = 0) {
    TRY(bounds_.Enter(depth));
    switch (value.kind()) {
      case json::kind::string:
        TRY(bounds_.Spend(value.get_string().size()));
        return value;
      case json::kind::double_:
        return ResultNumber(value.get_double());
      case json::kind::array: {
        json::array out;
        out.reserve(value.get_array().size());
        for (const auto& item : value.get_array()) {
          TRY_ASSIGN(auto copy, Copy(item, depth + 1));
          out.push_back(std::move(copy));
        }
        return json::value(std::move(out));
      }
      case json::kind::object: {
        json::object out;
        out.reserve(value.get_object().size());
        for (const auto& [key, item] : value.get_object()) {
          TRY(bounds_.Spend(key.size()));
          TRY_ASSIGN(auto copy, Copy(item, depth + 1));
          out.emplace(key, std::move(copy));
        }
        return json::value(std::move(out));
      }
      default:
        return value;
    }
  }

 private:
  ResultBounds bounds_;
};

}  // namespace

std::optional<JsonPath> JsonPath::Parse(std::string_view text) {
  JsonPath path;
  auto rest = Trimmed(text);
  if (rest.starts_with('$')) {
    rest.remove_prefix(1);
    path.variable_ = TakeName(rest);
    if (path.variable_.empty() || path.variable_.starts_with("__")) return std::nullopt;
  } else if (rest == ".") {
    return path;
  } else if (rest.starts_with(".[")) {
    rest.remove_prefix(1);
  } else if (!rest.starts_with('.')) {
    return std::nullopt;
  }
  while (!rest.empty()) {
    if (rest.front() == '.') {
      rest.remove_prefix(1);
      const auto name = TakeName(rest);
      if (name.empty()) return std::nullopt;
      path.steps_.emplace_back(std::string(name));
      continue;
    }
    auto step = TakeBracket(rest);
    if (!step) return std::nullopt;
    path.steps_.push_back(std::move(*step));
  }
  return path;
}

Result<json::value> JsonPath::Follow(const json::value& from, const JqLimits& limits) const {
  const json::value* at = &from;
  for (const auto& step : steps_) {
    const auto* name = std::get_if<std::string>(&step);
    TRY_ASSIGN(at, name != nullptr ? Member(*at, *name) : Item(*at, std::get<std::int64_t>(step)));
  }
  return Copier(limits).Copy(*at);
}

}  // namespace tocsin
