#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/json.hpp"
#include "schemas/yaml.hpp"

namespace tocsin {

/// A value of a YAML or a JSON document, read alike. Borrows the document.
class InputValue {
 public:
  using Kind = YamlNode::Kind;

  explicit InputValue(const YamlNode& node) : yaml_(&node) {}
  explicit InputValue(const json::value& value) : json_(&value) {}

  Kind GetKind() const;
  /// The node of a YAML document; nullptr for JSON.
  const YamlNode* Yaml() const { return yaml_; }
  Mark Where() const;  ///< unknown for JSON

  /// Nothing when the value is of another type. A quoted YAML scalar is a string and nothing else.
  std::optional<bool> Bool() const;
  std::optional<std::int64_t> Integer() const;
  std::optional<double> Number() const;
  /// A string; in YAML any scalar as written, so that `auth_token: 12345` is a text.
  std::optional<std::string> Text() const;
  json::value ToJson() const;

  /// Items of a list or members of a map; 0 for anything else.
  std::size_t Size() const;
  InputValue Item(std::size_t index) const;
  std::string_view Key(std::size_t index) const;
  Mark KeyWhere(std::size_t index) const;
  InputValue Member(std::size_t index) const;

 private:
  const YamlNode* yaml_ = nullptr;
  const json::value* json_ = nullptr;
};

}  // namespace tocsin
