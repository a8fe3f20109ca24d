#include "workers/settings/overlay.hpp"

namespace tocsin::compose {
namespace {

struct Given {
  const EnvironmentName* name = nullptr;
  std::string text;
  Origin origin;
};

Origin OriginOf(const Environment::Found& found) {
  if (found.line == 0) return {Origin::Source::kEnvironment, found.origin, "environment", {}};
  return {Origin::Source::kDotEnv, found.origin, ".env", {found.line, 1}};
}

Finding FindingAt(const Origin& origin, Finding::Level level, std::string text) {
  return {origin.file, origin.mark, level, std::move(text)};
}

/// The node at a dotted path, made of maps where they are missing; null when something else stands
/// in the way.
YamlNode* Reach(YamlNode& root, std::string_view path) {
  YamlNode* at = &root;
  while (!path.empty()) {
    if (at->kind == YamlNode::Kind::kNull) at->kind = YamlNode::Kind::kMap;
    if (!at->IsMap()) return nullptr;
    const auto dot = path.find('.');
    const auto key = path.substr(0, dot);
    path = dot == std::string_view::npos ? std::string_view{} : path.substr(dot + 1);
    YamlNode* next = nullptr;
    for (auto& member : at->members)
      if (member.key == key) next = &member.value;
    if (next == nullptr)
      next = &at->members.emplace_back(YamlNode::Member{std::string(key), {}, {}}).value;
    at = next;
  }
  return at;
}

void SetText(YamlNode& node, std::string text, Mark mark) {
  node = YamlNode{};
  node.kind = YamlNode::Kind::kString;
  node.text = std::move(text);
  node.mark = mark;
}

void SetSetting(const Given& given, YamlNode& root, Origins& origins,
                std::vector<Finding>& findings) {
  auto* node = Reach(root, given.name->setting);
  if (node == nullptr) return;
  if (node->IsScalar() && node->text != given.text) {
    const auto& file = origins[std::string(given.name->setting)];
    findings.push_back(FindingAt(file, Finding::Level::kWarning,
                                 std::string(given.name->setting) + " is replaced by " +
                                     given.origin.text + ": remove one of them"));
  }
  SetText(*node, given.text, given.origin.mark);
  origins[std::string(given.name->setting)] = given.origin;
}

/// Adds {name: n8n, url: ...} unless the file has a delivery of that name.
void AddN8nDelivery(const Given& given, const Environment& environment, YamlNode& root,
                    Origins& origins) {
  auto* list = Reach(root, "bridge.deliveries");
  if (list == nullptr) return;
  if (list->kind == YamlNode::Kind::kNull) list->kind = YamlNode::Kind::kSequence;
  if (!list->IsSequence()) return;
  for (const auto& item : list->items) {
    const auto* name = item.Find("name");
    if (name != nullptr && name->text == "n8n") return;
  }
  const auto path = "bridge.deliveries[" + std::to_string(list->items.size()) + ']';
  auto& item = list->items.emplace_back();
  const auto set = [&](std::string_view key, std::string text, const Origin& origin) {
    SetText(*Reach(item, key), std::move(text), origin.mark);
    origins[path + '.' + std::string(key)] = origin;
  };
  item.mark = given.origin.mark;
  set("name", "n8n", given.origin);
  set("url", given.text, given.origin);
  if (const auto secret = environment.Find("N8N_WEBHOOK_SECRET"))
    set("secret", secret->text, OriginOf(*secret));
}

}  // namespace

void OverlayEnvironment(const Environment& environment, YamlNode& root, Origins& origins,
                        std::vector<Finding>& findings) {
  std::map<std::string_view, Given> by_setting;
  for (const auto& name : EnvironmentNames()) {
    const bool apart = name.setting.empty() || name.setting == kN8nSecret;
    const auto found = apart ? std::nullopt : environment.Find(name.name);
    if (!found) continue;
    auto text =
        name.convert != nullptr ? name.convert(found->text) : Result<std::string>(found->text);
    Given given{&name, text.value_or(""), OriginOf(*found)};
    if (!text) {
      findings.push_back(FindingAt(given.origin, Finding::Level::kError,
                                   std::string(name.name) + ' ' + text.error().message));
      continue;
    }
    const auto [other, fresh] = by_setting.emplace(name.setting, given);
    if (!fresh && other->second.text != given.text) {
      findings.push_back(FindingAt(given.origin, Finding::Level::kError,
                                   std::string(other->second.name->name) + " and " +
                                       std::string(name.name) + " are two names of " +
                                       std::string(name.setting) +
                                       " and have different values: remove one of them"));
    }
  }
  for (const auto& [setting, given] : by_setting) {
    if (setting == kN8nDelivery) {
      AddN8nDelivery(given, environment, root, origins);
    } else {
      SetSetting(given, root, origins, findings);
    }
  }
}

}  // namespace tocsin::compose
