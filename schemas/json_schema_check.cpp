#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdlib>
#include <set>

#include "schemas/json_schema.hpp"
#include "schemas/json_schema_tree.hpp"

namespace tocsin {
namespace {

using Index = SchemaNode::Index;
using MaybeFault = std::optional<std::string>;

bool IsWhole(const json::value& value) {
  if (value.is_double()) return std::nearbyint(value.get_double()) == value.get_double();
  return IsInteger(value);
}

/// The number as the bounds of a schema compare it: one beyond 64 bits is near enough as a double.
json::value Comparable(const json::value& number) {
  const auto digits = LargeIntegerText(number);
  return digits.empty() ? number : json::value(std::strtod(std::string(digits).c_str(), nullptr));
}

bool HasSchemaType(const json::value& value, std::string_view type) {
  if (type == "null") return value.is_null();
  if (type == "boolean") return value.is_bool();
  if (type == "object") return value.is_object() && IsContainer(value);
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "number") return IsNumeric(value);
  return IsWhole(value);
}

std::size_t CharactersOf(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count_if(
      text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// A whole number against a real one, without rounding it: 2^53 + 1 is more than 2^53.
template <class Whole>
std::partial_ordering CompareWhole(Whole whole, double real) {
  if (std::isnan(real)) return std::partial_ordering::unordered;
  // Beyond these no Whole is as small or as large; both are exact as double.
  if (real >= std::ldexp(1.0, std::numeric_limits<Whole>::digits))
    return std::partial_ordering::less;
  if (real < static_cast<double>(std::numeric_limits<Whole>::min()))
    return std::partial_ordering::greater;
  const auto below = static_cast<Whole>(std::floor(real));
  if (whole != below) return whole <=> below;
  return real > std::floor(real) ? std::partial_ordering::less : std::partial_ordering::equivalent;
}

std::partial_ordering Invert(std::partial_ordering order) { return 0 <=> order; }

std::partial_ordering CompareNumbers(const json::value& left, const json::value& right) {
  if (left.is_double())
    return right.is_double()  ? left.get_double() <=> right.get_double()
           : right.is_int64() ? Invert(CompareWhole(right.get_int64(), left.get_double()))
                              : Invert(CompareWhole(right.get_uint64(), left.get_double()));
  if (right.is_double())
    return left.is_int64() ? CompareWhole(left.get_int64(), right.get_double())
                           : CompareWhole(left.get_uint64(), right.get_double());
  // A uint64 is beyond int64 by Boost.JSON's reading, but not by every writer.
  if (left.is_int64())
    return right.is_int64() ? left.get_int64() <=> right.get_int64()
           : std::cmp_less(left.get_int64(), right.get_uint64()) ? std::partial_ordering::less
           : std::cmp_equal(left.get_int64(), right.get_uint64())
               ? std::partial_ordering::equivalent
               : std::partial_ordering::greater;
  if (right.is_uint64()) return left.get_uint64() <=> right.get_uint64();
  return Invert(CompareNumbers(right, left));
}

bool IsMultiple(const json::value& value, const json::value& of) {
  if (value.is_int64() && of.is_int64()) return value.get_int64() % of.get_int64() == 0;
  if (value.is_uint64() && of.is_int64())
    return value.get_uint64() % static_cast<std::uint64_t>(of.get_int64()) == 0;
  const double quotient = value.to_number<double>() / of.to_number<double>();
  if (!std::isfinite(quotient)) return false;
  // 0.3 is a multiple of 0.1 to everybody who writes it.
  return std::fabs(quotient - std::nearbyint(quotient)) <=
         1e-9 * std::max(1.0, std::fabs(quotient));
}

std::string Where(const std::string& path, std::string what) {
  return path.empty() ? std::move(what) : path + ": " + what;
}

/// One check of one value; counts its work, so that no schema can take more than its share.
class SchemaCheck {
 public:
  explicit SchemaCheck(const SchemaTree& tree) : tree_(tree) {}

  MaybeFault Check(Index index, const json::value& value, const std::string& path) {
    if (given_up_) return given_up_;
    if (++steps_ > JsonSchema::kMaxSteps || depth_ >= JsonSchema::kMaxDepth) {
      given_up_ = Where(path, steps_ > JsonSchema::kMaxSteps
                                  ? "the schema takes too long to check"
                                  : "the schema's parts refer to each other too deeply");
      return given_up_;
    }
    ++depth_;
    auto fault = CheckNode(tree_.nodes[index], value, path);
    --depth_;
    return given_up_ ? given_up_ : fault;
  }

 private:
  MaybeFault CheckNode(const SchemaNode& node, const json::value& value, const std::string& path) {
    if (node.nothing) return Where(path, "is not allowed");
    if (node.ref)
      if (auto fault = Check(*node.ref, value, path)) return fault;
    if (auto fault = FaultOfKind(node, value)) return Where(path, *std::move(fault));
    if (IsNumeric(value))
      if (auto fault = FaultOfNumber(node, Comparable(value)))
        return Where(path, *std::move(fault));
    if (value.is_string())
      if (auto fault = FaultOfText(node, value.get_string(), path)) return fault;
    if (value.is_object() && IsContainer(value))
      if (auto fault = FaultOfObject(node, value, path)) return fault;
    if (value.is_array())
      if (auto fault = FaultOfArray(node, value.get_array(), path)) return fault;
    return FaultOfCombination(node, value, path);
  }

  static MaybeFault FaultOfKind(const SchemaNode& node, const json::value& value) {
    if (!node.types.empty() && std::ranges::none_of(node.types, [&](const auto& type) {
          return HasSchemaType(value, type);
        })) {
      std::string names;
      for (const auto& type : node.types) names += (names.empty() ? "" : " or ") + type;
      return "must be of type " + names;
    }
    if (!node.allowed) return std::nullopt;
    const auto text = CanonicalJson(value);
    if (std::ranges::any_of(*node.allowed,
                            [&](const auto& allowed) { return CanonicalJson(allowed) == text; }))
      return std::nullopt;
    return "is not one of the allowed values";
  }

  static MaybeFault FaultOfNumber(const SchemaNode& node, const json::value& value) {
    if (node.minimum && CompareNumbers(value, *node.minimum) < 0)
      return "must be at least " + CanonicalJson(*node.minimum);
    if (node.maximum && CompareNumbers(value, *node.maximum) > 0)
      return "must be at most " + CanonicalJson(*node.maximum);
    if (node.above && CompareNumbers(value, *node.above) <= 0)
      return "must be more than " + CanonicalJson(*node.above);
    if (node.below && CompareNumbers(value, *node.below) >= 0)
      return "must be less than " + CanonicalJson(*node.below);
    if (node.multiple_of && !IsMultiple(value, *node.multiple_of))
      return "must be a multiple of " + CanonicalJson(*node.multiple_of);
    return std::nullopt;
  }

  MaybeFault FaultOfText(const SchemaNode& node, std::string_view text, const std::string& path) {
    if (node.min_length || node.max_length) {
      const auto length = CharactersOf(text);
      if (node.min_length && length < *node.min_length)
        return Where(path, "is shorter than " + std::to_string(*node.min_length) + " characters");
      if (node.max_length && length > *node.max_length)
        return Where(path, "is longer than " + std::to_string(*node.max_length) + " characters");
    }
    if (node.pattern && !Matches(*node.pattern, text, path, "this text"))
      return given_up_ ? given_up_
                       : Where(path, "does not match the pattern '" + node.pattern->Text() + "'");
    if (node.format != nullptr && !node.format->fits(text))
      return Where(path, "is not of the format '" + std::string(node.format->name) + "'");
    return std::nullopt;
  }

  /// All patterns of a check share one bound; what passes it is no mismatch.
  bool Matches(const Pattern& pattern, std::string_view text, const std::string& path,
               std::string_view where) {
    const auto outcome = pattern.Search(text, pattern_steps_);
    if (outcome == Pattern::Outcome::kTooCostly)
      given_up_ = Where(
          path, "the pattern '" + pattern.Text() + "' takes too long on " + std::string(where));
    return outcome == Pattern::Outcome::kFound;
  }

  MaybeFault FaultOfObject(const SchemaNode& node, const json::value& value,
                           const std::string& path) {
    const auto& object = value.get_object();
    for (const auto& name : node.required)
      if (!object.contains(name)) return Where(path, "'" + name + "' is required");
    if (node.min_properties && object.size() < *node.min_properties)
      return Where(path, "must have at least " + std::to_string(*node.min_properties) + " members");
    if (node.max_properties && object.size() > *node.max_properties)
      return Where(path, "must have at most " + std::to_string(*node.max_properties) + " members");
    for (const auto& [name, others] : node.needs)
      for (const auto& other : others)
        if (object.contains(name) && !object.contains(other))
          return Where(path, "'" + other + "' is required where '" + name + "' is given");
    for (const auto& [name, schema] : node.depends)
      if (object.contains(name))
        if (auto fault = Check(schema, value, path)) return fault;
    for (const auto& [name, schema] : node.properties)
      if (const auto* member = object.if_contains(name))
        if (auto fault = Check(schema, *member, path + "/" + name)) return fault;
    return FaultOfMembers(node, object, path);
  }

  /// What holds for members whatever their names.
  MaybeFault FaultOfMembers(const SchemaNode& node, const json::object& object,
                            const std::string& path) {
    if (!node.names && node.patterns.empty() && !node.additional) return std::nullopt;
    for (const auto& member : object) {
      const std::string name(member.key());
      const std::string place = path + "/" + name;
      if (node.names)
        if (auto fault = Check(*node.names, json::value(name), path + ": the key '" + name + "'"))
          return fault;
      bool known =
          std::ranges::any_of(node.properties, [&](const auto& one) { return one.first == name; });
      for (const auto& [pattern, schema] : node.patterns) {
        const bool matches = Matches(pattern, name, path, "a key");
        if (given_up_) return given_up_;
        if (!matches) continue;
        known = true;
        if (auto fault = Check(schema, member.value(), place)) return fault;
      }
      if (known || !node.additional) continue;
      if (tree_.nodes[*node.additional].nothing)
        return Where(path, "'" + name + "' is not allowed");
      if (auto fault = Check(*node.additional, member.value(), place)) return fault;
    }
    return std::nullopt;
  }

  MaybeFault FaultOfArray(const SchemaNode& node, const json::array& array,
                          const std::string& path) {
    if (node.min_items && array.size() < *node.min_items)
      return Where(path, "must have at least " + std::to_string(*node.min_items) + " items");
    if (node.max_items && array.size() > *node.max_items)
      return Where(path, "must have at most " + std::to_string(*node.max_items) + " items");
    for (std::size_t i = 0; i < array.size(); ++i) {
      const auto schema = i < node.prefix.size() ? std::optional(node.prefix[i]) : node.items;
      if (!schema) continue;
      if (auto fault = Check(*schema, array[i], path + "/" + std::to_string(i))) return fault;
    }
    if (node.unique) {
      std::set<std::string> seen;
      for (std::size_t i = 0; i < array.size(); ++i)
        if (!seen.insert(CanonicalJson(array[i])).second)
          return Where(path + "/" + std::to_string(i), "is in the list twice");
    }
    return node.contains ? FaultOfContains(node, array, path) : std::nullopt;
  }

  MaybeFault FaultOfContains(const SchemaNode& node, const json::array& array,
                             const std::string& path) {
    const auto found = static_cast<std::size_t>(std::ranges::count_if(
        array, [&](const auto& item) { return !Check(*node.contains, item, path); }));
    if (given_up_) return given_up_;
    const std::size_t least = node.min_contains.value_or(1);
    if (found < least)
      return Where(path, "must contain at least " + std::to_string(least) +
                             " items that fit 'contains', not " + std::to_string(found));
    if (node.max_contains && found > *node.max_contains)
      return Where(path, "must contain at most " + std::to_string(*node.max_contains) +
                             " items that fit 'contains', not " + std::to_string(found));
    return std::nullopt;
  }

  MaybeFault FaultOfCombination(const SchemaNode& node, const json::value& value,
                                const std::string& path) {
    for (const Index schema : node.all)
      if (auto fault = Check(schema, value, path)) return fault;
    if (!node.any.empty()) {
      std::string why;
      if (CountFits(node.any, value, path, why) == 0)
        return Where(path, "fits none of 'anyOf' (" + why + ")");
    }
    if (!node.one.empty()) {
      std::string why;
      const auto fits = CountFits(node.one, value, path, why);
      if (fits == 0) return Where(path, "fits none of 'oneOf' (" + why + ")");
      if (fits > 1) return Where(path, "fits more than one of 'oneOf'");
    }
    if (node.none && !Check(*node.none, value, path)) return Where(path, "fits what 'not' forbids");
    if (node.when) {
      const auto next = Check(*node.when, value, path) ? node.otherwise : node.then;
      if (next)
        if (auto fault = Check(*next, value, path)) return fault;
    }
    return given_up_;
  }

  /// `why`: what keeps it from the first.
  std::size_t CountFits(const std::vector<Index>& schemas, const json::value& value,
                        const std::string& path, std::string& why) {
    std::size_t fits = 0;
    for (const Index schema : schemas) {
      auto fault = Check(schema, value, path);
      if (!fault)
        ++fits;
      else if (why.empty())
        why = *std::move(fault);
    }
    return fits;
  }

  const SchemaTree& tree_;
  std::size_t steps_ = 0;
  std::int64_t pattern_steps_ = Regex::kMaxSteps;
  int depth_ = 0;
  MaybeFault given_up_;  ///< a bound was passed: nothing else counts
};

}  // namespace

std::optional<std::string> JsonSchema::Fault(const json::value& value,
                                             std::string_view name) const {
  if (tree_ == nullptr || tree_->nodes.empty()) return std::nullopt;
  return SchemaCheck(*tree_).Check(0, value, std::string(name));
}

std::vector<std::string> JsonSchema::Required() const {
  if (tree_ == nullptr || tree_->nodes.empty()) return {};
  return tree_->nodes.front().required;
}

std::optional<std::vector<std::string>> JsonSchema::Members() const {
  if (tree_ == nullptr || tree_->nodes.empty()) return std::nullopt;
  const SchemaNode& whole = tree_->nodes.front();
  const bool closed =
      whole.additional && tree_->nodes[*whole.additional].nothing && whole.patterns.empty();
  if (!closed) return std::nullopt;
  std::vector<std::string> names;
  for (const auto& property : whole.properties) names.push_back(property.first);
  return names;
}

std::optional<std::string> JsonSchema::MemberFault(std::string_view member,
                                                   const json::value& value) const {
  if (tree_ == nullptr || tree_->nodes.empty()) return std::nullopt;
  for (const auto& [name, schema] : tree_->nodes.front().properties)
    if (name == member) return SchemaCheck(*tree_).Check(schema, value, name);
  return std::nullopt;
}

}  // namespace tocsin
