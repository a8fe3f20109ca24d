#include <algorithm>
#include <array>

#include "schemas/json_pointer.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_keys.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

bool IsCommonKey(std::string_view key) {
  return std::ranges::count(NamesOf(KeysOf<TaskKeys>()), key) > 0;
}

/// Callees that the language knows; a task type that names one takes it.
constexpr std::array<std::string_view, 5> kProtocols = {"asyncapi", "grpc", "openapi", "a2a",
                                                        "mcp"};

/// What follows `call` and no task type names.
void ReportUnknownCallee(Parser& parser, const YamlNode& callee,
                         const std::vector<std::string_view>& known) {
  if (!parser.Text(callee, "'call'")) return;
  const auto& name = callee.text;
  if (std::ranges::find(kProtocols, name) != kProtocols.end())
    return parser.NotSupported(callee.mark, "'call: " + name + "'");
  if (name.find('@') != std::string::npos || name.find("://") != std::string::npos)
    return parser.NotSupported(callee.mark, "a function of another catalog ('" + name + "')");
  std::string text = "there is no function '" + name + "' in the catalog or in use.functions";
  const auto close = ClosestWord(name, known);
  if (!close.empty()) text += "; did you mean '" + std::string(close) + "'?";
  parser.Error(callee.mark, std::move(text));
}

bool IsDirective(std::string_view word) {
  return word == "continue" || word == "exit" || word == "end";
}

}  // namespace

TaskList Parser::Tasks(const YamlNode& node, const std::string& reference) {
  TaskList list;
  if (!node.IsSequence()) {
    Error(node.mark, "a list of tasks is needed ('- NAME: {...}' entries), not " +
                         std::string(Describe(node.kind)));
    return list;
  }
  if (node.items.empty()) Error(node.mark, "a list of tasks must not be empty");
  std::vector<std::string> names;
  for (const auto& item : node.items) {
    if (!item.IsMap() || item.members.size() != 1) {
      Error(item.mark,
            "a task is a map of one name ('- NAME: {...}'), not " +
                (item.IsMap() ? std::to_string(item.members.size()) + " keys; check the indentation"
                              : std::string(Describe(item.kind))));
      names.emplace_back();
      continue;
    }
    const auto& name = item.members.front().key;
    if (IsDirective(name))
      Error(item.members.front().mark, "'" + name + "' is a flow directive and cannot name a task");
    if (std::ranges::find(names, name) != names.end())
      Error(item.members.front().mark, "two tasks of this list are named '" + name + "'");
    names.push_back(name);
  }
  siblings_.push_back(std::move(names));
  bool complete = true;
  for (std::size_t i = 0; i < node.items.size(); ++i) {
    if (siblings_.back()[i].empty()) continue;
    const auto& member = node.items[i].members.front();
    auto task =
        Task(member.key, member.value, PointerTo(reference + '/' + std::to_string(i), member.key));
    complete = complete && task != nullptr;
    if (task != nullptr) list.push_back(std::move(task));
  }
  siblings_.pop_back();
  if (complete && list.size() == node.items.size()) LintReachability(*this, list);
  return list;
}

TaskList Parser::Branch(const std::string& name, const YamlNode& node,
                        const std::string& reference) {
  TaskList list;
  siblings_.emplace_back();
  auto task = Task(name, node, reference);
  siblings_.pop_back();
  if (task != nullptr) list.push_back(std::move(task));
  return list;
}

const TaskType* Parser::TypeOf(const YamlNode& node, std::string_view name) {
  const auto& kinds = TaskTypes().Kinds();
  const auto key =
      std::ranges::find_if(kinds, [&](auto candidate) { return node.Find(candidate) != nullptr; });
  if (key == kinds.end()) {
    std::string text = "task '" + std::string(name) + "' has no kind: it needs one of ";
    for (std::size_t i = 0; i < kinds.size(); ++i)
      text += (i == 0 ? "" : ", ") + std::string(kinds[i]);
    for (const auto& member : node.members) {
      const auto close = ClosestWord(member.key, kinds);
      if (!close.empty() && !IsCommonKey(member.key)) {
        Error(member.mark,
              "unknown key '" + member.key + "'; did you mean '" + std::string(close) + "'?");
        return nullptr;
      }
    }
    Error(node.mark, std::move(text));
    return nullptr;
  }
  std::vector<std::string_view> callees;
  for (const auto& type : TaskTypes().Types()) {
    if (type->Key() != *key) continue;
    const auto own = type->Callees(*this);
    if (!own || std::ranges::find(*own, node.Find(*key)->text) != own->end()) return type.get();
    callees.insert(callees.end(), own->begin(), own->end());
  }
  ReportUnknownCallee(*this, *node.Find(*key), callees);
  return nullptr;
}

std::unique_ptr<TaskNode> Parser::Task(std::string name, const YamlNode& node,
                                       std::string reference) {
  if (!Expect(node, YamlNode::Kind::kMap, "task '" + name + "'")) return nullptr;
  const TaskType* type = TypeOf(node, name);
  if (type == nullptr) return nullptr;
  auto task = std::make_unique<TaskNode>();
  task->name = std::move(name);
  task->reference = std::move(reference);
  task->mark = node.mark;
  task->definition = node.ToJson();
  task->type = type;
  auto keys = NamesOf(type->Keys());
  for (const auto key : NamesOf(KeysOf<TaskKeys>())) keys.push_back(key);
  CheckKeys(node, keys, "a '" + std::string(type->Key()) + "' task");
  CommonKeys(node, *task);
  task->body = type->Parse(*this, node, *task);
  return task;
}

void Parser::CommonKeys(const YamlNode& node, TaskNode& task) {
  const auto& keys = KeysOf<TaskKeys>();
  if (const auto* condition = node.Find(keys.if_))
    task.condition = Expression(*condition, keys.if_.Quoted());
  if (const auto* input = node.Find(keys.input)) InputOf(*input, task);
  if (const auto* output = node.Find(keys.output)) {
    const Seeing event(*this, ListenedTo(node));
    OutputOf(*output, task);
  }
  if (const auto* exported = node.Find(keys.export_)) ExportOf(*exported, task);
  if (const auto* timeout = node.Find(keys.timeout)) task.timeout = Timeout(*timeout);
  if (const auto* then = node.Find(keys.then)) task.then = FlowTo(*then);
  if (const auto* metadata = node.Find(keys.metadata))
    Expect(*metadata, YamlNode::Kind::kMap, keys.metadata.Quoted());
}

void Parser::InputOf(const YamlNode& node, TaskNode& task) {
  if (!Expect(node, YamlNode::Kind::kMap, "'input'")) return;
  const auto& keys = KeysOf<InputKeys>();
  CheckKeys(node, keys, "'input'");
  if (const auto* schema = node.Find(keys.schema)) task.input_schema = Schema(*schema);
  const bool root = &task == &model_.root;
  const Seeing input(*this,
                     root ? EventSight{.part = EventSight::Part::kStartInput} : EventSight{});
  if (const auto* from = node.Find(keys.from))
    task.input_from = Transformation(*from, "'input.from'");
}

void Parser::OutputOf(const YamlNode& node, TaskNode& task) {
  if (!Expect(node, YamlNode::Kind::kMap, "'output'")) return;
  const auto& keys = KeysOf<OutputKeys>();
  CheckKeys(node, keys, "'output'");
  if (const auto* schema = node.Find(keys.schema)) task.output_schema = Schema(*schema);
  if (const auto* as = node.Find(keys.as)) task.output_as = Transformation(*as, "'output.as'");
}

void Parser::ExportOf(const YamlNode& node, TaskNode& task) {
  if (!Expect(node, YamlNode::Kind::kMap, "'export'")) return;
  const auto& keys = KeysOf<ExportKeys>();
  CheckKeys(node, keys, "'export'");
  if (const auto* schema = node.Find(keys.schema)) task.export_schema = Schema(*schema);
  if (const auto* as = node.Find(keys.as)) task.export_as = Transformation(*as, "'export.as'");
}

std::optional<JsonSchema> Parser::Schema(const YamlNode& node) {
  if (!Expect(node, YamlNode::Kind::kMap, "'schema'")) return std::nullopt;
  const auto& keys = KeysOf<SchemaKeys>();
  CheckKeys(node, keys, "'schema'");
  if (const auto* format = node.Find(keys.format);
      format != nullptr && format->text != "json" && !format->text.starts_with("json:"))
    NotSupported(format->mark, "schema format '" + format->text + "'");
  if (const auto* resource = node.Find(keys.resource)) {
    NotSupported(resource->mark, "a schema from an external 'resource'");
    return std::nullopt;
  }
  const auto* document = Required(node, keys.document, "'schema'");
  if (document == nullptr) return std::nullopt;
  return JsonSchema::Parse(*document, [this](Mark mark, Finding::Level level, std::string text) {
    if (level == Finding::Level::kError) {
      Error(mark, std::move(text));
    } else {
      Warn(mark, std::move(text));
    }
  });
}

std::optional<DurationValue> Parser::Timeout(const YamlNode& node) {
  if (node.kind == YamlNode::Kind::kString) {
    if (!timeouts.contains(node.text) && (IsExpression(node.text) || ParseTimeSpan(node.text))) {
      Error(node.mark, "a length of time stands under 'after': { after: '" + node.text +
                           "' }; text alone names one of use.timeouts");
      return std::nullopt;
    }
    const auto* found = Reusable(node, timeouts, "use.timeouts");
    return found == nullptr ? std::nullopt : std::optional(*found);
  }
  if (!Expect(node, YamlNode::Kind::kMap, "'timeout'")) return std::nullopt;
  const auto& keys = KeysOf<TimeoutKeys>();
  CheckKeys(node, keys, "'timeout'");
  const auto* after = Required(node, keys.after, "'timeout'");
  return after == nullptr ? std::nullopt : Length(*after, "'timeout.after'");
}

Flow Parser::FlowTo(const YamlNode& node) {
  const auto word = Text(node, "'then'");
  if (!word || *word == "continue") return {};
  if (*word == "exit") return {Flow::Kind::kExit, 0};
  if (*word == "end") return {Flow::Kind::kEnd, 0};
  const auto& names = siblings_.back();
  const auto found = std::ranges::find(names, *word);
  if (found != names.end())
    return {Flow::Kind::kTask, static_cast<std::size_t>(found - names.begin())};
  if (names.empty()) {
    Error(node.mark, "'then: " + *word +
                         "': there is no other task beside this one; use continue, exit or end");
    return {};
  }
  std::vector<std::string_view> known = {"continue", "exit", "end"};
  known.insert(known.end(), names.begin(), names.end());
  const auto close = ClosestWord(*word, known);
  std::string text = "'then: " + *word + "': no such task in this list";
  text += close.empty() ? " (the flow goes only to tasks of the same list)"
                        : "; did you mean '" + std::string(close) + "'?";
  Error(node.mark, std::move(text));
  return {};
}

}  // namespace tocsin::workflow
