#include <algorithm>
#include <array>
#include <cctype>
#include <span>
#include <utility>

#include "schemas/uri_reference.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/secrets.hpp"

namespace tocsin::workflow {
namespace {

bool IsNameStart(char c) { return std::isalpha(static_cast<unsigned char>(c)) != 0 || c == '_'; }
bool IsNameChar(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; }

std::string_view NameAt(std::string_view text) {
  std::size_t size = 0;
  while (size < text.size() && (size == 0 ? IsNameStart(text[size]) : IsNameChar(text[size])))
    ++size;
  return text.substr(0, size);
}

/// A literal that was probably meant as an expression: ".a.b" or "$context.x".
bool LooksLikeExpression(std::string_view text) {
  if (text.find_first_of(" \n") != std::string_view::npos) return false;
  if (text.starts_with('$')) {
    const auto name = NameAt(text.substr(1));
    return std::ranges::find(kStandardVariables, name) != std::end(kStandardVariables);
  }
  return text.starts_with('.') && text.size() > 1 && IsNameStart(text[1]) &&
         std::ranges::all_of(
             text, [](char c) { return IsNameChar(c) || c == '.' || c == '[' || c == ']'; });
}

/// The keys of a duration written as a map, and how many milliseconds one is.
constexpr std::pair<std::string_view, std::int64_t> kUnits[] = {{"days", 86'400'000},
                                                                {"hours", 3'600'000},
                                                                {"minutes", 60'000},
                                                                {"seconds", 1'000},
                                                                {"milliseconds", 1}};
constexpr auto kUnitNames = [] {
  std::array<std::string_view, std::size(kUnits)> names;
  for (std::size_t i = 0; i < names.size(); ++i) names[i] = kUnits[i].first;
  return names;
}();

std::optional<std::int64_t> UnitOf(std::string_view key) {
  for (const auto& [name, milliseconds] : kUnits)
    if (name == key) return milliseconds;
  return std::nullopt;
}

constexpr std::string_view kSecretCharacters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";
constexpr std::int64_t kLongestMilliseconds = std::int64_t{100} * 366 * 86'400'000;

}  // namespace

ExpressionNeeds NeedsOfText(std::string_view text) {
  ExpressionNeeds needs;
  for (auto at = text.find('$'); at != std::string_view::npos; at = text.find('$', at + 1)) {
    const auto name = NameAt(text.substr(at + 1));
    if (name == "context")
      needs.context = true;
    else if (name == "input")
      needs.input = true;
    else if (name == "output")
      needs.output = true;
    else if (name == "workflow")
      needs.workflow = true;
    else if (name == "task")
      needs.task = true;
    else if (name == "runtime")
      needs.runtime = true;
    else if (name == "secrets")
      needs.secrets = true;
    else if (!name.empty())
      needs.variables.emplace_back(name);
  }
  return needs;
}

std::string NormaliseExpression(std::string_view text) {
  std::string out;
  bool in_string = false, in_space = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (!in_string && std::isspace(static_cast<unsigned char>(c)) != 0) {
      in_space = true;
      continue;
    }
    if (in_space && !out.empty()) out += ' ';
    in_space = false;
    out += c;
    if (c == '"') in_string = !in_string;
    if (in_string && c == '\\' && i + 1 < text.size()) out += text[++i];
  }
  return out;
}

std::vector<std::string> Parser::SecretNames(std::string_view text, const ExpressionPlace& place) {
  constexpr std::string_view kVariable = "$secrets";
  std::vector<std::string> names;
  const auto note = [&](std::string_view name) {
    if (!secrets.contains(name))
      UnknownName(MarkOf(place, static_cast<std::size_t>(name.data() - text.data())), name,
                  "use.secrets", {secrets.begin(), secrets.end()});
    names.emplace_back(name);
  };
  for (auto at = text.find(kVariable); at != std::string_view::npos;
       at = text.find(kVariable, at + 1)) {
    auto rest = text.substr(at + kVariable.size());
    if (!rest.starts_with('.') && !rest.starts_with('[')) continue;
    while (!rest.empty() && (rest.front() == '.' || rest.front() == '[')) rest.remove_prefix(1);
    if (rest.starts_with('"')) {
      rest.remove_prefix(1);
      const auto name = rest.substr(0, rest.find('"'));
      if (name.find('\\') == std::string_view::npos) note(name);
      continue;
    }
    const auto name = NameAt(rest);
    const std::string whole(rest.substr(0, rest.find_first_not_of(kSecretCharacters)));
    if (whole.size() > name.size() && secrets.contains(whole))
      Error(MarkOf(place, at),
            "'$secrets." + whole + "' is a subtraction in jq; write '$secrets[\"" + whole + "\"]'");
    else if (!name.empty())
      note(name);
  }
  return names;
}

std::optional<ExpressionId> Parser::Expression(const YamlNode& node, std::string_view what) {
  if (node.kind == YamlNode::Kind::kBool) {
    Refuse(node.mark, std::string(what) + " must be an expression such as '${ .ready }', not " +
                          std::string(Describe(node.kind)) + "; write '${ " + node.text +
                          " }' if that is meant");
    return AddExpression(node.text == "true" ? "true" : "false", node);
  }
  if (!Text(node, what)) return std::nullopt;
  const auto body = ExpressionBody(node.text);
  if (body.empty()) {
    Error(node.mark, std::string(what) + " must not be empty");
    return std::nullopt;
  }
  return AddExpression(node);
}

Template Parser::TextValue(const YamlNode& node) {
  Template out;
  if (IsExpression(node.text)) {
    out.kind = Template::Kind::kExpression;
    out.expression = AddExpression(node);
    return out;
  }
  if (node.text.starts_with("${") && !node.text.ends_with('}')) {
    Error(
        node.mark,
        "the expression is not closed by '}'; quote it when it has ' #' or ': ' in it: '${ ... }'");
  } else if (node.text.find("${") != std::string::npos) {
    Warn(node.mark,
         "'${' inside a longer text is literal: make the whole value one expression, such as "
         "'${ \"Hello \\(.name)\" }'");
  } else if (!node.quoted && LooksLikeExpression(node.text)) {
    Warn(node.mark, "'" + node.text + "' is literal text here; write '${ " + node.text +
                        " }' for an expression, or quote it");
  }
  out.literal = node.ToJson();
  return out;
}

Template Parser::Value(const YamlNode& node) {
  Template out;
  if (node.kind == YamlNode::Kind::kString) return TextValue(node);
  if (node.IsMap()) {
    out.kind = Template::Kind::kMap;
    for (const auto& member : node.members)
      out.members.emplace_back(member.key, Value(member.value));
    const bool dynamic = std::ranges::any_of(
        out.members, [](const auto& m) { return m.second.kind != Template::Kind::kLiteral; });
    if (dynamic) return out;
  } else if (node.IsSequence()) {
    out.kind = Template::Kind::kList;
    for (const auto& item : node.items) out.items.push_back(Value(item));
    const bool dynamic = std::ranges::any_of(
        out.items, [](const auto& item) { return item.kind != Template::Kind::kLiteral; });
    if (dynamic) return out;
  }
  Template literal;
  literal.literal = node.ToJson();
  return literal;
}

std::optional<Template> Parser::Transformation(const YamlNode& node, std::string_view what) {
  if (node.IsSequence())
    Refuse(node.mark, std::string(what) + " must be an expression or a map, not a list; write " +
                          "'${ [...] }'");
  if (node.IsMap() || node.IsSequence()) return Value(node);
  const auto expression = Expression(node, what);
  if (!expression) return std::nullopt;
  Template out;
  out.kind = Template::Kind::kExpression;
  out.expression = *expression;
  return out;
}

std::optional<DurationValue> Parser::Length(const YamlNode& node, std::string_view what) {
  DurationValue out;
  if (node.kind == YamlNode::Kind::kString) {
    if (IsExpression(node.text)) {
      out.expression = AddExpression(node);
      return out;
    }
    const auto parsed = ParseTimeSpan(node.text);
    if (!parsed) {
      Error(node.mark, std::string(what) + ": " + parsed.error().message);
      return std::nullopt;
    }
    out.literal = *parsed;
    return out;
  }
  if (!node.IsMap() || node.members.empty()) {
    Error(node.mark, std::string(what) +
                         " must be a duration such as PT30S or { seconds: 30 }, not " +
                         std::string(Describe(node.kind)));
    return std::nullopt;
  }
  CheckKeys(node, std::span(kUnitNames), "a duration");
  std::int64_t total = 0;
  for (const auto& member : node.members) {
    const auto unit = UnitOf(member.key);
    if (!unit || !Expect(member.value, YamlNode::Kind::kInteger, "'" + member.key + "'"))
      return std::nullopt;
    const auto count = member.value.ToJson().as_int64();
    if (count < 0 || count > kLongestMilliseconds / *unit) {
      Error(member.value.mark, "'" + member.key + "' must be between 0 and " +
                                   std::to_string(kLongestMilliseconds / *unit));
      return std::nullopt;
    }
    total += count * *unit;
  }
  out.literal.rest = Duration(std::min(total, kLongestMilliseconds));
  return out;
}

void Parser::CheckUri(const YamlNode& node, std::string_view what) {
  if (!node.IsScalar() || IsExpression(node.text) || IsUriReference(node.text)) return;
  Refuse(node.mark, std::string(what) +
                        " must be a URI such as https://example.com/x or /my/host, "
                        "not '" +
                        node.text + "'");
}

std::string Parser::VariableName(const YamlNode& node, std::string_view what) {
  const auto name = Text(node, what);
  if (!name) return {};
  if (NameAt(*name).size() != name->size()) {
    Error(node.mark, std::string(what) +
                         " must be a name of letters, digits and '_', without '$', not '" + *name +
                         "'");
  } else if (std::ranges::find(kStandardVariables, *name) != std::end(kStandardVariables) ||
             *name == kAuthorizationVariable) {
    Error(node.mark, std::string(what) + " '" + *name + "' would hide $" + *name +
                         " of the language; choose another name");
  } else {
    return *name;
  }
  return {};
}

Parser::Variables::Variables(Parser& parser, const std::vector<std::string>& names)
    : parser_(parser), size_(parser.variables_.size()) {
  for (const auto& name : names)
    if (!name.empty() && std::ranges::find(parser.variables_, name) == parser.variables_.end())
      parser.variables_.push_back(name);
}

}  // namespace tocsin::workflow
