#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/yaml.hpp"

namespace tocsin {

struct SchemaTree;

/// A JSON Schema (draft 7, with `$defs`, `minContains`, `maxContains`, `dependentRequired` and
/// `dependentSchemas` of later ones) that is part of a workflow. Numbers are compared exactly,
/// `pattern` and `patternProperties` are bounded (schemas/pattern.hpp), and so is the work of one
/// check: a schema that refers to itself ends as a fault, never the process. Hand-written:
/// docs/adr/0006.
class JsonSchema {
 public:
  using Level = Finding::Level;
  /// Hears of what is wrong with a schema (an error) or has no effect (a warning).
  using Report = std::function<void(Mark, Level, std::string)>;

  /// Reads an inline schema document. What was reported as an error allows everything.
  static JsonSchema Parse(const YamlNode& document, const Report& report);

  /// Nothing when the value fits, else where and why: "input/order/id: must be of type string" for
  /// `name` "input".
  std::optional<std::string> Fault(const json::value& value, std::string_view name) const;

  // Of a map that is known in part only, as lint knows it.
  /// The names that must be there.
  std::vector<std::string> Required() const;
  /// The only names that may be there; nothing: any.
  std::optional<std::vector<std::string>> Members() const;
  /// As Fault, of one member.
  std::optional<std::string> MemberFault(std::string_view member, const json::value& value) const;

  static constexpr std::size_t kMaxSteps = 1'000'000;  ///< subschemas applied in one check
  static constexpr int kMaxDepth = 256;                ///< subschemas within each other

 private:
  std::shared_ptr<const SchemaTree> tree_;
};

}  // namespace tocsin
