#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/yaml.hpp"

namespace tocsin::workflow {

/// The part of JSON Schema that workflows use: type, enum, const, required, properties,
/// additionalProperties (boolean), items, minimum, maximum, minLength, maxLength, minItems,
/// maxItems; annotations are ignored.
class JsonSchema {
 public:
  using ReportFault = std::function<void(Mark, std::string)>;

  /// Reads an inline schema document; `report` hears of keywords that are unknown or not supported
  /// yet, with place.
  static JsonSchema Parse(const YamlNode& document, const ReportFault& report);

  /// Nothing when the value fits, else where and why: "input/order/id: must be of type string" for
  /// `name` "input".
  std::optional<std::string> Fault(const json::value& value, std::string_view name) const {
    return FaultAt(value, std::string(name));
  }

 private:
  /// Reads a keyword that bounds a number or a size; false when it is another keyword.
  bool ParseBound(std::string_view key, const YamlNode& node, const ReportFault& report);
  std::optional<std::string> FaultAt(const json::value& value, const std::string& path) const;
  std::optional<std::string> FaultOfNumber(const json::value& value) const;
  std::optional<std::string> FaultOfText(const json::value& value) const;
  std::optional<std::string> FaultOfObject(const json::object& object,
                                           const std::string& path) const;
  std::optional<std::string> FaultOfArray(const json::array& array, const std::string& path) const;

  std::vector<std::string> types_;
  std::vector<json::value> allowed_;
  std::vector<std::string> required_;
  std::vector<std::pair<std::string, JsonSchema>> properties_;
  bool additional_ = true;
  std::vector<JsonSchema> items_;  ///< none or one
  std::optional<double> minimum_, maximum_;
  std::optional<std::size_t> min_length_, max_length_, min_items_, max_items_;
};

}  // namespace tocsin::workflow
