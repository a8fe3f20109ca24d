// Expressions: where they stand, and what is wrong with them.
#include <algorithm>

#include "workers/workflow/language/parser.hpp"

namespace tocsin::workflow {

ExpressionId Parser::AddExpression(const YamlNode& node) {
  return AddExpression(std::string(ExpressionBody(node.text)), PlaceOf(node, sees_));
}

ExpressionId Parser::AddExpression(std::string text, const YamlNode& node) {
  return AddExpression(std::move(text), ExpressionPlace{.mark = node.mark});
}

ExpressionId Parser::AddExpression(std::string text, ExpressionPlace place) {
  auto key = std::pair(std::move(text), variables_);
  const auto known = known_expressions_.find(key);
  auto secret_names = SecretNames(key.first, place);
  if (known != known_expressions_.end()) {
    expression_places_[known->second].push_back(std::move(place));
    return known->second;
  }
  auto needs = NeedsOfText(key.first);
  needs.secret_names = std::move(secret_names);
  std::erase_if(needs.variables, [&](const auto& name) {
    return std::ranges::find(variables_, name) == variables_.end();
  });
  std::ranges::sort(needs.variables);
  const auto repeated = std::ranges::unique(needs.variables);
  needs.variables.erase(repeated.begin(), repeated.end());
  const ExpressionId id = model_.expressions.size();
  model_.expressions.push_back({key.first, variables_});
  model_.needs.push_back(std::move(needs));
  expression_places_.push_back({std::move(place)});
  known_expressions_.emplace(std::move(key), id);
  return id;
}

Mark Parser::MarkOf(const ExpressionPlace& place, std::size_t at) const {
  return MarkWithin(source_, place, at);
}

void Parser::CheckExpressions(ExpressionEngine& engine) {
  for (std::size_t i = 0; i < model_.expressions.size(); ++i) {
    const auto report = engine.Inspect(model_.expressions[i]);
    const auto& text = model_.expressions[i].text;
    for (const auto& place : expression_places_[i]) {
      if (!report.fault) {
        Report(report, place);
      } else if (const auto used = NeedsOfText(text).variables;
                 std::ranges::find(used, kAuthorizationVariable) != used.end()) {
        NotSupported(MarkOf(place, text.find("$authorization")), "'$authorization'");
      } else {
        Error(MarkOf(place, report.fault->begin),
              "expression does not compile: " + report.fault->text + AdviceOn(text));
      }
    }
  }
}

std::string Parser::AdviceOn(std::string_view expression) const {
  if (expression.find("${") == std::string_view::npos) return {};
  return "; text around several expressions must be one: '${ \"\\(.a) and \\(.b)\" }'";
}

void Parser::Report(const ExpressionReport& report, const ExpressionPlace& place) {
  for (const auto& failure : report.failures) Refuse(MarkOf(place, failure.begin), failure.text);
  const bool whole = place.sees.part == EventSight::Part::kStart;
  const bool input = place.sees.part == EventSight::Part::kStartInput;
  LintExpression(
      report, whole || input ? StartSight(whole) : place.sees, StartSight(false),
      [&](std::size_t at, std::string text) { Warn(MarkOf(place, at), std::move(text)); });
}

EventSight Parser::StartSight(bool whole) const {
  if (!model_.scheduled) return {};
  auto sight = ListOf(whole ? ReadAs::kEnvelope : model_.start_read, model_.StartTypes());
  sight.listed = !whole;
  return sight;
}

}  // namespace tocsin::workflow
