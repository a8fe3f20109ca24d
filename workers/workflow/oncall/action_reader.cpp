#include "workers/workflow/oncall/action_reader.hpp"

#include <algorithm>
#include <map>

#include "workers/workflow/language/parser.hpp"

namespace tocsin::workflow {
namespace {

bool IsWhollyLiteral(const Template& value) { return value.kind == Template::Kind::kLiteral; }

}  // namespace

std::optional<Action> ActionReader::Read(FieldReader& reader, const YamlNode::Member& member) {
  const YamlNode& entry = member.value;
  Action action;
  if (entry.IsScalar()) {
    action.name = Text(reader, entry);
    return action;
  }
  if (entry.kind == YamlNode::Kind::kNull) {
    reader.Error(member.mark, "an action needs a name");
    return std::nullopt;
  }
  if (!reader.ExpectMap(entry, "an action")) return std::nullopt;
  reader.RefuseOthers(entry, {"name", "parameters"});
  if (!reader.String(entry, "name", true)) return std::nullopt;
  action.name = Text(reader, *entry.Find("name"));
  const YamlNode* given = entry.Find("parameters");
  if (given != nullptr && reader.ExpectMap(*given, "'parameters'") && given->IsMap())
    action.parameters = Value(reader, *given);
  return action;
}

Template ActionReader::Text(FieldReader& reader, const YamlNode& node) {
  Template out;
  if (!IsExpression(node.text)) {
    if (node.text.find("${") != std::string::npos)
      reader.Warn(node.mark,
                  "'${' inside a longer text is literal: make the whole value one "
                  "expression, such as '${ \"Hello \\(.title)\" }'");
    out.literal = json::value(node.text);
    return out;
  }
  const std::string text(ExpressionBody(node.text));
  const auto needs = NeedsOfText(text);
  if (needs.context || needs.input || needs.output || needs.workflow || needs.task ||
      needs.runtime || needs.secrets)
    reader.Error(node.mark, "an action sees only the alert, as '.': " + node.text);
  out.kind = Template::Kind::kExpression;
  out.expression = expressions_.size();
  expressions_.push_back({text, {}});
  places_.push_back({reader.File(), reader.Source(), PlaceOf(node, {})});
  return out;
}

Template ActionReader::Value(FieldReader& reader, const YamlNode& node) {
  if (node.kind == YamlNode::Kind::kString) return Text(reader, node);
  Template out;
  bool literal = true;
  if (node.IsMap()) {
    out.kind = Template::Kind::kMap;
    for (const auto& member : node.members) {
      out.members.emplace_back(member.key, Value(reader, member.value));
      literal = literal && IsWhollyLiteral(out.members.back().second);
    }
  } else if (node.IsSequence()) {
    out.kind = Template::Kind::kList;
    for (const auto& item : node.items) {
      out.items.push_back(Value(reader, item));
      literal = literal && IsWhollyLiteral(out.items.back());
    }
  }
  if (!literal) return out;
  Template whole;
  whole.literal = node.ToJson();
  return whole;
}

void ActionReader::Check(ExpressionEngine& engine, std::vector<Finding>& findings) const {
  std::map<const char*, SourceText> sources;
  for (std::size_t i = 0; i < expressions_.size(); ++i) {
    const auto report = engine.Inspect(expressions_[i]);
    const auto add = [&](Finding::Level level, std::size_t at, std::string text) {
      const auto& [file, source, place] = places_[i];
      const SourceText& whole = sources.try_emplace(source.data(), source).first->second;
      findings.push_back({file, MarkWithin(whole, place, at), level, std::move(text)});
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
