#include <algorithm>
#include <cctype>

#include "schemas/tenant.hpp"
#include "workers/workflow/language/document_keys.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

bool IsAlnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// ^[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?$
bool IsLabel(std::string_view text) {
  return !text.empty() && text.size() <= 63 && IsAlnum(text.front()) && IsAlnum(text.back()) &&
         std::ranges::all_of(text, [](char c) { return IsAlnum(c) || c == '-'; });
}

/// MAJOR.MINOR.PATCH with optional -pre and +build.
bool IsSemanticVersion(std::string_view text) {
  for (int part = 0; part < 3; ++part) {
    std::size_t digits = 0;
    while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits])) != 0)
      ++digits;
    if (digits == 0 || (digits > 1 && text[0] == '0')) return false;
    text.remove_prefix(digits);
    if (part == 2) break;
    if (!text.starts_with('.')) return false;
    text.remove_prefix(1);
  }
  if (text.empty()) return true;
  if (text.size() < 2 || (text.front() != '-' && text.front() != '+')) return false;
  return std::ranges::all_of(text.substr(1),
                             [](char c) { return IsAlnum(c) || c == '-' || c == '.' || c == '+'; });
}

}  // namespace

void Parser::Document(const YamlNode& root) {
  if (!Expect(root, YamlNode::Kind::kMap, "a workflow file")) return;
  const auto& keys = KeysOf<DocumentKeys>();
  CheckKeys(root, keys, "a workflow");
  if (const auto* document = Required(root, keys.document, "a workflow")) Header(*document);
  if (const auto* evaluate = root.Find(keys.evaluate)) Evaluate(*evaluate);
  if (const auto* use = root.Find(keys.use)) Use(*use);
  for (const auto& name : secrets) model_.secrets[name] = PlaceholderOf(name);
  TaskNode& workflow = model_.root;
  workflow.reference = "/";
  workflow.mark = root.mark;
  workflow.type = TaskTypes().Find(keys.do_);
  if (const auto* input = root.Find(keys.input)) InputOf(*input, workflow);
  if (const auto* output = root.Find(keys.output)) OutputOf(*output, workflow);
  if (const auto* timeout = root.Find(keys.timeout)) workflow.timeout = Timeout(*timeout);
  if (const auto* tasks = Required(root, keys.do_, "a workflow"))
    workflow.lists.push_back(Tasks(*tasks, "/do"));
  if (const auto* schedule = root.Find(keys.schedule)) Schedule(*schedule);
}

void Parser::Header(const YamlNode& document) {
  if (!Expect(document, YamlNode::Kind::kMap, "'document'")) return;
  const auto& keys = KeysOf<HeaderKeys>();
  CheckKeys(document, keys, "'document'");
  if (const auto* dsl = Required(document, keys.dsl, "'document'")) {
    if (!IsSemanticVersion(dsl->text)) {
      Error(dsl->mark, "'dsl' must be a version such as '1.0.3', not '" + dsl->text + "'");
    } else if (!dsl->text.starts_with("1.0.")) {
      NotSupported(dsl->mark, "DSL version " + dsl->text + " (this is 1.0.3)");
    }
  }
  const auto label = [&](const Key& key, std::string& out) {
    const auto* node = Required(document, key, "'document'");
    if (node == nullptr) return;
    out = node->text;
    if (!node->IsScalar() || !IsLabel(out))
      Error(node->mark,
            key.Quoted() + " must be 1 to 63 letters, digits and inner hyphens, not '" + out + "'");
  };
  label(keys.namespace_, model_.space);
  label(keys.name, model_.name);
  if (const auto* version = Required(document, keys.version, "'document'")) {
    model_.version = version->text;
    if (!IsSemanticVersion(version->text))
      Error(version->mark, "'version' must be a semantic version such as '1.0.0' (quoted), not '" +
                               version->text + "'");
  }
  for (const auto* key : {&keys.title, &keys.summary})
    if (const auto* node = document.Find(*key)) Text(*node, key->Quoted());
  if (const auto* tags = document.Find(keys.tags))
    Expect(*tags, YamlNode::Kind::kMap, keys.tags.Quoted());
  if (const auto* metadata = document.Find(keys.metadata)) Metadata(*metadata);
}

void Parser::Metadata(const YamlNode& metadata) {
  if (!Expect(metadata, YamlNode::Kind::kMap, "'metadata'")) return;
  const auto& keys = KeysOf<MetadataKeys>();
  if (const auto* instance = metadata.Find(keys.instance)) Instance(*instance);
  if (const auto* lifecycle = metadata.Find(keys.lifecycle)) {
    const auto word = Word(*lifecycle, keys.lifecycle);
    if (word == "none") model_.lifecycle = Lifecycle::kNone;
    if (word == "workflow") model_.lifecycle = Lifecycle::kWorkflow;
    if (word == "all") model_.lifecycle = Lifecycle::kAll;
  }
  if (const auto* tenants = metadata.Find(keys.tenants)) Tenants(*tenants);
}

void Parser::Tenants(const YamlNode& tenants) {
  if (!Expect(tenants, YamlNode::Kind::kSequence, "'metadata.tenants'")) return;
  if (tenants.items.empty())
    Error(tenants.mark, "'metadata.tenants' is empty: nobody's event would start this workflow");
  for (const auto& tenant : tenants.items) {
    if (!tenant.IsScalar() || !IsTenantName(tenant.text))
      Error(tenant.mark, NoTenantName(tenant.text));
    else if (model_.Serves(tenant.text) && !model_.tenants.empty())
      Error(tenant.mark, "'" + tenant.text + "' is named twice");
    model_.tenants.push_back(tenant.text);
  }
}

void Parser::Instance(const YamlNode& instance) {
  if (!Expect(instance, YamlNode::Kind::kMap, "'metadata.instance'")) return;
  const auto& keys = KeysOf<InstanceKeys>();
  CheckKeys(instance, keys, "'metadata.instance'");
  if (const auto* key = instance.Find(keys.key)) {
    const Seeing event(*this, {.part = EventSight::Part::kStart});
    model_.instance_key = Expression(*key, "'metadata.instance.key'");
    if (model_.instance_key && NeedsOf(*model_.instance_key).context)
      Error(key->mark,
            "'metadata.instance.key' sees only the starting event: write ${ .data.alert_id }");
  }
  if (const auto* rule = instance.Find(keys.on_duplicate)) {
    const auto word = Word(*rule, keys.on_duplicate);
    if (word == "merge") model_.duplicates = OnDuplicate::kMerge;
    if (word == "collect") model_.duplicates = OnDuplicate::kCollect;
    if (word == "restart") model_.duplicates = OnDuplicate::kRestart;
    if (word && !instance.Find(keys.key))
      Warn(rule->mark, "'onDuplicate' has no effect without 'metadata.instance.key'");
  }
  if (const auto* age = instance.Find(keys.max_age))
    if (const auto length = Length(*age, keys.max_age.Quoted())) {
      if (length->expression) NotSupported(age->mark, "an expression for 'maxAge'");
      model_.max_age = length->literal;
    }
  if (const auto* upgrade = instance.Find(keys.upgrade))
    if (const auto word = Word(*upgrade, keys.upgrade); word && word != "pin")
      NotSupported(upgrade->mark, "'upgrade: " + *word + "'");
}

void Parser::Evaluate(const YamlNode& evaluate) {
  if (!Expect(evaluate, YamlNode::Kind::kMap, "'evaluate'")) return;
  const auto& keys = KeysOf<EvaluateKeys>();
  CheckKeys(evaluate, keys, "'evaluate'");
  if (const auto* language = evaluate.Find(keys.language))
    if (language->text != "jq")
      NotSupported(language->mark, "expression language '" + language->text + "'");
  if (const auto* mode = evaluate.Find(keys.mode))
    if (Word(*mode, keys.mode) == "loose") NotSupported(mode->mark, "'mode: loose'");
}

void Parser::Schedule(const YamlNode& schedule) {
  if (!Expect(schedule, YamlNode::Kind::kMap, "'schedule'")) return;
  const auto& keys = KeysOf<ScheduleKeys>();
  CheckKeys(schedule, keys, "'schedule'");
  for (const auto* key : {&keys.every, &keys.cron, &keys.after})
    for (const auto& member : schedule.members)
      if (member.key == key->Name()) NotSupported(member.mark, "'schedule." + member.key + "'");
  const auto* on = schedule.Find(keys.on);
  if (on == nullptr) {
    if (schedule.members.empty()) Error(schedule.mark, "'schedule' needs 'on'");
    if (const auto* read = schedule.Find(keys.read))
      Error(read->mark, "'schedule.read' needs 'schedule.on'");
    return;
  }
  if (const auto* read = schedule.Find(keys.read))
    model_.start_read =
        ParseRead(*this, *read, "'schedule.read'", keys.read).value_or(ReadAs::kData);
  model_.scheduled = true;
  StartFilters(*on);
}

void Parser::StartFilters(const YamlNode& strategy) {
  if (!Expect(strategy, YamlNode::Kind::kMap, "'schedule.on'")) return;
  const auto& keys = KeysOf<ScheduleOnKeys>();
  CheckKeys(strategy, keys, "'schedule.on'");
  for (const auto* key : {&keys.all, &keys.until})
    if (const auto* node = strategy.Find(*key))
      NotSupported(node->mark, "'schedule.on." + std::string(key->Name()) + "'");
  const auto* one = strategy.Find(keys.one);
  const auto* any = strategy.Find(keys.any);
  if (one != nullptr && any != nullptr)
    Error(any->mark, "'schedule.on' takes one of 'one' and 'any', not both");
  if (one == nullptr && any == nullptr && strategy.Find(keys.all) == nullptr)
    Error(strategy.mark, "'schedule.on' needs 'one' or 'any'");
  if (one != nullptr) model_.start.push_back(ParseEventFilter(*this, *one, false));
  if (any == nullptr || !Expect(*any, YamlNode::Kind::kSequence, keys.any.Quoted())) return;
  for (const auto& item : any->items) model_.start.push_back(ParseEventFilter(*this, item, false));
  if (any->items.empty()) model_.start.emplace_back();
}

}  // namespace tocsin::workflow
