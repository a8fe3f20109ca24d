#include "workers/workflow/oncall/alert_template_reader.hpp"

#include <algorithm>
#include <map>

#include "workers/workflow/language/parser.hpp"

namespace tocsin::workflow {
namespace {

bool IsWhollyLiteral(const Template& value) { return value.kind == Template::Kind::kLiteral; }

}  // namespace

Template AlertTemplateReader::ReadCondition(const YamlNode& node, const std::string& file,
                                            std::string_view source) {
  file_ = file;
  source_ = source;
  if (!IsExpression(node.text))
    Add(Finding::Level::kError, node.mark,
        "must be jq over the alert, such as '${ .node_name == \"pve1\" }'");
  return Text(node);
}

Action AlertTemplateReader::ReadAction(const ActionEntry& entry, const std::string& file,
                                       std::string_view source) {
  file_ = file;
  source_ = source;
  Action action;
  action.name = Text(entry.name.node);
  if (entry.parameters.node.IsMap()) action.parameters = Value(entry.parameters.node);
  return action;
}

Template AlertTemplateReader::Text(const YamlNode& node) {
  Template out;
  if (!IsExpression(node.text)) {
    if (node.text.find("${") != std::string::npos)
      Add(Finding::Level::kWarning, node.mark,
          "'${' inside a longer text is literal: make the whole value one "
          "expression, such as '${ \"Hello \\(.title)\" }'");
    out.literal = json::value(node.text);
    return out;
  }
  const std::string text(ExpressionBody(node.text));
  const auto needs = NeedsOfText(text);
  if (needs.context || needs.input || needs.output || needs.workflow || needs.task ||
      needs.runtime || needs.secrets)
    Add(Finding::Level::kError, node.mark, "only the alert is seen here, as '.': " + node.text);
  out.kind = Template::Kind::kExpression;
  out.expression = expressions_.size();
  expressions_.push_back({text, {}});
  places_.push_back({file_, source_, PlaceOf(node, {})});
  return out;
}

Template AlertTemplateReader::Value(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::kString) return Text(node);
  Template out;
  bool literal = true;
  if (node.IsMap()) {
    out.kind = Template::Kind::kMap;
    for (const auto& member : node.members) {
      out.members.emplace_back(member.key, Value(member.value));
      literal = literal && IsWhollyLiteral(out.members.back().second);
    }
  } else if (node.IsSequence()) {
    out.kind = Template::Kind::kList;
    for (const auto& item : node.items) {
      out.items.push_back(Value(item));
      literal = literal && IsWhollyLiteral(out.items.back());
    }
  }
  if (!literal) return out;
  Template whole;
  whole.literal = node.ToJson();
  return whole;
}

void AlertTemplateReader::Check(ExpressionEngine& engine) const {
  std::map<const char*, SourceText> sources;
  for (std::size_t i = 0; i < expressions_.size(); ++i) {
    const auto report = engine.Inspect(expressions_[i]);
    const auto add = [&](Finding::Level level, std::size_t at, std::string text) {
      const auto& [file, source, place] = places_[i];
      const SourceText& whole = sources.try_emplace(source.data(), source).first->second;
      findings_.push_back({file, MarkWithin(whole, place, at), level, std::move(text)});
    };
    if (report.fault)
      add(Finding::Level::kError, report.fault->begin,
          "expression does not compile: " + report.fault->text);
    for (const auto& failure : report.failures)
      add(Finding::Level::kError, failure.begin, failure.text);
    LintExpression(report, {}, {}, [&](std::size_t at, std::string text) {
      add(Finding::Level::kWarning, at, std::move(text));
    });
  }
}

}  // namespace tocsin::workflow
