#include "workers/bridge/hooks/hook.hpp"

#include <algorithm>
#include <filesystem>
#include <map>

#include "schemas/yaml_place.hpp"
#include "workers/bridge/outside_events.hpp"

namespace tocsin::bridge {
namespace {

constexpr std::size_t kLongestName = 63;
/// Of a hook that says nothing of repeats: a sender that did not hear the answer sends again within
/// seconds; the same trouble next day is a new one.
constexpr std::string_view kWholeItem = ".";
constexpr Duration kUsualWindow = std::chrono::minutes(5);

bool IsTypeCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/// Makes a hook of what a file says and finds what does not go together.
class HookMaker {
 public:
  HookMaker(std::string_view text, std::string_view file, ExpressionEngine& engine)
      : file_(file), source_(text), engine_(engine) {}

  HookFile Make(std::string_view text) {
    const auto root = ParseYaml(text, file_);
    if (!root) {
      findings_.push_back(root.error());
      return {nullptr, std::move(findings_)};
    }
    HookEntries entries;
    DecodePart(*root, "", file_, entries, findings_);
    auto hook = std::make_shared<Hook>();
    hook->name = std::filesystem::path(file_).stem().string();
    hook->description = entries.description;
    if (entries.tenant) hook->tenant = *entries.tenant;
    hook->limits = entries.limits;
    TakeName(*hook);
    TakeMapping(entries, *hook);
    TakeSchema(entries, *hook);
    for (const auto& example : entries.examples) TakeExample(example, *hook);
    if (entries.examples.empty())
      Warn({1, 1}, "the hook has no 'examples', so that nothing tests it");
    SortByPlace(findings_);
    if (HasErrors(findings_)) hook = nullptr;
    return {std::move(hook), std::move(findings_)};
  }

 private:
  /// Nothing of what is at fault already, and has no place therefore.
  void Add(Finding::Level level, Mark mark, std::string text) {
    if (mark.line != 0) findings_.push_back({file_, mark, level, std::move(text)});
  }
  void Error(Mark mark, std::string text) { Add(Finding::Level::kError, mark, std::move(text)); }
  void Warn(Mark mark, std::string text) { Add(Finding::Level::kWarning, mark, std::move(text)); }

  void TakeName(const Hook& hook) {
    if (!IsHookName(hook.name))
      Error({1, 1},
            "the file's name is the last part of the path /hooks/NAME: 1 to 63 letters, "
            "digits, - or _");
  }

  /// The expression, with what is wrong with it told at its character.
  std::string Expression(const std::optional<Located<std::string>>& given, std::string_view key,
                         const std::vector<std::string>& variables) {
    if (!given) return {};
    const auto& [text, mark] = *given;
    if (mark.line == 0) return text;
    const auto report = engine_.Inspect({text, variables});
    const auto say = [&](Finding::Level level, const ExpressionRemark& remark) {
      Add(level, source_.Within(mark, text, remark.begin), std::string(key) + ": " + remark.text);
    };
    if (report.fault) say(Finding::Level::kError, *report.fault);
    for (const auto& failure : report.failures) say(Finding::Level::kWarning, failure);
    for (const auto& doubt : report.doubts) say(Finding::Level::kWarning, doubt);
    return text;
  }

  void TakeMapping(const HookEntries& entries, Hook& hook) {
    hook.each = Expression(entries.each, NameOf<&HookEntries::each>(), BodyVariables());
    auto& mapping = hook.mapping;
    mapping.type = entries.type.value;
    if (runtime::IsExpression(mapping.type)) {
      Expression(entries.type, NameOf<&HookEntries::type>(), ItemVariables());
    } else if (const auto fault = FaultOfType(mapping.type)) {
      Error(entries.type.mark, fault->Text());
    }
    mapping.id = Expression(entries.id, NameOf<&HookEntries::id>(), ItemVariables());
    mapping.subject = Expression(entries.subject, NameOf<&HookEntries::subject>(), ItemVariables());
    mapping.data = Expression(entries.data, NameOf<&HookEntries::data>(), ItemVariables());
    if (entries.id && entries.duplicates)
      Error(entries.duplicates->mark, "'duplicates' makes the id: leave 'id' out, or it");
    if (entries.id) return;
    if (!entries.duplicates) {
      hook.fingerprint = kWholeItem;
      hook.window = kUsualWindow;
      return;
    }
    const auto& duplicates = entries.duplicates->value;
    hook.fingerprint = Expression(duplicates.fingerprint, NameOf<&DuplicatesEntry::fingerprint>(),
                                  ItemVariables());
    hook.window = duplicates.window;
  }

  void TakeSchema(const HookEntries& entries, Hook& hook) {
    const auto& node = entries.schema.node;
    if (node.kind == YamlNode::Kind::kNull) return;
    hook.schema = JsonSchema::Parse(node, [&](Mark mark, Finding::Level level, std::string text) {
      Add(level, mark, "schema: " + std::move(text));
    });
  }

  void TakeExample(const Located<HookExampleEntry>& located, Hook& hook) {
    const HookExampleEntry& entry = located.value;
    const auto& [name, mark] = entry.name;
    if (mark.line != 0 && !names_.try_emplace(name, mark).second)
      Error(mark, "another example of this file is named '" + name + "' (line " +
                      std::to_string(names_[name].line) + ")");
    HookExample example;
    example.name = name;
    example.mark = located.mark;
    example.made_by = entry.made_by;
    example.headers.assign(entry.headers.begin(), entry.headers.end());
    if (HeaderValue(example.headers, "Content-Type").empty())
      example.headers.emplace_back("Content-Type", "application/json");
    example.query.assign(entry.query.begin(), entry.query.end());
    example.body =
        entry.body.is_string() ? std::string(entry.body.get_string()) : JsonText(entry.body);
    for (const auto& [event, at] : entry.events)
      example.events.push_back({at, event.type, event.subject, event.data});
    for (const int item : entry.failed) example.failed.push_back(static_cast<std::size_t>(item));
    if (entry.status) example.status = *entry.status;
    hook.examples.push_back(std::move(example));
  }

  std::string file_;
  SourceText source_;
  ExpressionEngine& engine_;
  std::vector<Finding> findings_;
  std::map<std::string, Mark> names_;
};

}  // namespace

std::vector<std::string> Hook::Types() const {
  if (!runtime::IsExpression(mapping.type)) return {mapping.type};
  std::vector<std::string> types;
  for (std::size_t at = mapping.type.find('"'); at != std::string::npos;
       at = mapping.type.find('"', at + 1)) {
    const auto end = mapping.type.find('"', at + 1);
    if (end == std::string::npos) break;
    auto word = mapping.type.substr(at + 1, end - at - 1);
    at = end;
    const bool type =
        word.find('.') != std::string::npos && std::ranges::all_of(word, IsTypeCharacter);
    if (type && std::ranges::find(types, word) == types.end()) types.push_back(std::move(word));
  }
  return types;
}

const std::vector<std::string>& ItemVariables() {
  static const std::vector<std::string> names = {"body", "request"};
  return names;
}

const std::vector<std::string>& BodyVariables() {
  static const std::vector<std::string> names = {"request"};
  return names;
}

HookFile ReadHook(std::string_view text, std::string_view file, ExpressionEngine& engine) {
  return HookMaker(text, file, engine).Make(text);
}

bool IsHookName(std::string_view name) {
  return !name.empty() && name.size() <= kLongestName && std::ranges::all_of(name, [](char c) {
    return IsTypeCharacter(c) ? c != '.' : c >= 'A' && c <= 'Z';
  });
}

}  // namespace tocsin::bridge
