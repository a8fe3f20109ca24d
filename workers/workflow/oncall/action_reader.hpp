#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression.hpp"
#include "workers/workflow/language/lint_expressions.hpp"
#include "workers/workflow/oncall/field_reader.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// Reads entries of `actions`: a name alone, or {name, parameters} with expressions over the alert.
class ActionReader {
 public:
  /// What the actions use is added to `expressions`, which must outlive the reader.
  explicit ActionReader(std::vector<ExpressionSource>& expressions) : expressions_(expressions) {}

  /// Nothing (and a finding) when it is not one.
  std::optional<Action> Read(FieldReader& reader, const YamlNode::Member& member);
  /// Findings about the expressions. What they were read from must be there still.
  void Check(ExpressionEngine& engine, std::vector<Finding>& findings) const;

 private:
  struct FilePlace {
    std::string file;
    std::string_view source;
    ExpressionPlace place;
  };
  Template Value(FieldReader& reader, const YamlNode& node);
  Template Text(FieldReader& reader, const YamlNode& node);

  std::vector<ExpressionSource>& expressions_;
  std::vector<FilePlace> places_;  ///< of each expression
};

}  // namespace tocsin::workflow
