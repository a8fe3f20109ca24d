#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/expression.hpp"
#include "workers/workflow/language/lint_expressions.hpp"
#include "workers/workflow/oncall/resource_tables.hpp"
#include "workers/workflow/oncall/resources.hpp"

namespace tocsin::workflow {

/// Reads what of the resources may hold expressions over the alert.
class AlertTemplateReader {
 public:
  /// What is used is added to `expressions`; both must outlive the reader.
  AlertTemplateReader(std::vector<ExpressionSource>& expressions, std::vector<Finding>& findings)
      : expressions_(expressions), findings_(findings) {}

  /// `source`: the text of the file, for places within scalars; must be there until Check.
  Action ReadAction(const ActionEntry& entry, const std::string& file, std::string_view source);
  /// A condition; one that is no expression is a finding.
  Template ReadCondition(const YamlNode& node, const std::string& file, std::string_view source);
  /// Findings about the expressions.
  void Check(ExpressionEngine& engine) const;

 private:
  struct FilePlace {
    std::string file;
    std::string_view source;
    ExpressionPlace place;
  };
  Template Value(const YamlNode& node);
  Template Text(const YamlNode& node);
  void Add(Finding::Level level, Mark mark, std::string text) const {
    findings_.push_back({file_, mark, level, std::move(text)});
  }

  std::vector<ExpressionSource>& expressions_;
  std::vector<Finding>& findings_;
  std::string file_;  ///< that is read
  std::string_view source_;
  std::vector<FilePlace> places_;  ///< of each expression
};

}  // namespace tocsin::workflow
