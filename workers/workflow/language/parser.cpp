#include "workers/workflow/language/parser.hpp"

#include <algorithm>
#include <tuple>

namespace tocsin::workflow {

void Parser::Error(Mark mark, std::string text) {
  findings_.push_back({file_, mark, Finding::Level::kError, std::move(text)});
}

void Parser::Warn(Mark mark, std::string text) {
  findings_.push_back({file_, mark, Finding::Level::kWarning, std::move(text)});
}

void Parser::Refuse(Mark mark, std::string text) {
  if (rules_ == LintRules::kAll) Error(mark, std::move(text));
}

void Parser::NotSupported(Mark mark, std::string_view what) {
  Error(mark, std::string(what) + " is not supported yet");
}

std::vector<Finding> Parser::TakeFindings() {
  const auto place = [](const Finding& finding) {
    return std::tuple(finding.mark.line, finding.mark.column);
  };
  std::ranges::stable_sort(findings_, {}, place);
  const auto same = [&](const Finding& a, const Finding& b) {
    return place(a) == place(b) && a.text == b.text;
  };
  const auto repeated = std::ranges::unique(findings_, same);
  findings_.erase(repeated.begin(), repeated.end());
  return std::exchange(findings_, {});
}

bool Parser::Expect(const YamlNode& node, YamlNode::Kind kind, std::string_view what) {
  if (node.kind == kind) return true;
  Error(node.mark, std::string(what) + " must be " + std::string(Describe(kind)) + ", not " +
                       std::string(Describe(node.kind)));
  return false;
}

void Parser::CheckKeys(const YamlNode& map, std::span<const std::string_view> known,
                       std::string_view where) {
  for (const auto& member : map.members) {
    if (std::ranges::find(known, member.key) != known.end()) continue;
    std::string text = "unknown key '" + member.key + "' in " + std::string(where);
    const auto close = ClosestWord(member.key, {known.begin(), known.end()});
    if (!close.empty()) {
      text += "; did you mean '" + std::string(close) + "'?";
    } else {
      text += " (known: ";
      for (std::size_t i = 0; i < known.size(); ++i)
        text += (i == 0 ? "" : ", ") + std::string(known[i]);
      text += ')';
    }
    Error(member.mark, std::move(text));
  }
}

const YamlNode* Parser::Required(const YamlNode& map, std::string_view key,
                                 std::string_view where) {
  const YamlNode* found = map.Find(key);
  if (found == nullptr)
    Error(map.mark, "'" + std::string(key) + "' is required in " + std::string(where));
  return found;
}

std::optional<std::string> Parser::Text(const YamlNode& node, std::string_view what) {
  if (!Expect(node, YamlNode::Kind::kString, what)) return std::nullopt;
  if (node.text.empty()) {
    Error(node.mark, std::string(what) + " must not be empty");
    return std::nullopt;
  }
  return node.text;
}

std::optional<bool> Parser::Boolean(const YamlNode& node, std::string_view what) {
  if (!Expect(node, YamlNode::Kind::kBool, what)) return std::nullopt;
  return node.ToJson().as_bool();
}

std::optional<std::string> Parser::Word(const YamlNode& node, std::string_view what,
                                        std::span<const std::string_view> words) {
  const auto text = Text(node, what);
  if (!text) return std::nullopt;
  if (std::ranges::find(words, *text) != words.end()) return text;
  std::string message = std::string(what) + " must be one of ";
  for (std::size_t i = 0; i < words.size(); ++i)
    message += (i == 0 ? "" : ", ") + std::string(words[i]);
  const auto close = ClosestWord(*text, {words.begin(), words.end()});
  message += ", not '" + *text + "'";
  if (!close.empty()) message += "; did you mean '" + std::string(close) + "'?";
  Error(node.mark, std::move(message));
  return std::nullopt;
}

void Parser::UnknownName(Mark mark, std::string_view name, std::string_view section,
                         const std::vector<std::string_view>& known) {
  std::string text = "'" + std::string(name) + "' is not defined in " + std::string(section);
  const auto close = ClosestWord(name, known);
  if (!close.empty()) text += "; did you mean '" + std::string(close) + "'?";
  Error(mark, std::move(text));
}

void Parser::NoteFunctionCall(std::string_view callee, Mark mark) {
  if (!current_function_.empty()) function_calls_[current_function_].emplace_back(callee, mark);
}

void Parser::CheckFunctionCycles() {
  for (const auto& [start, calls] : function_calls_) {
    std::set<std::string> seen;
    std::vector<std::string> open = {start};
    while (!open.empty()) {
      const auto name = std::exchange(open.back(), {});
      open.pop_back();
      const auto found = function_calls_.find(name);
      if (found == function_calls_.end()) continue;
      for (const auto& [callee, mark] : found->second) {
        if (callee == start) {
          Error(mark, "function '" + start + "' calls itself: a function of `use` cannot recurse");
          open.clear();
          break;
        }
        if (seen.insert(callee).second) open.push_back(callee);
      }
    }
  }
}

ParsedDefinition ParseDefinition(std::string_view text, std::string_view file,
                                 ExpressionEngine& engine, const Functions& functions,
                                 const Resources* resources, LintRules rules) {
  auto yaml = ParseYaml(text, file);
  if (!yaml) {
    auto finding = std::move(yaml).error();
    // The trap of `as: ${ {a: b} }` without quotes: YAML sees a map inside the text.
    std::string_view line = text;
    for (int skip = 1; skip < finding.mark.line; ++skip)
      line.remove_prefix(std::min(line.find('\n'), line.size() - 1) + 1);
    if (line.substr(0, line.find('\n')).find("${") != std::string_view::npos)
      finding.text += "; an expression with '{', ': ' or ' #' in it must be quoted: '${ {a: .b} }'";
    return {nullptr, {std::move(finding)}};
  }
  auto model = std::make_shared<Definition>();
  model->text = text;
  Parser parser(file, functions, resources, *model, rules);
  parser.Document(*yaml);
  parser.CheckFunctionCycles();
  parser.CheckExpressions(engine);
  auto findings = parser.TakeFindings();
  if (HasErrors(findings)) return {nullptr, std::move(findings)};
  model->document = yaml->ToJson();
  model->Seal(parser.Listens());
  return {std::move(model), std::move(findings)};
}

}  // namespace tocsin::workflow
