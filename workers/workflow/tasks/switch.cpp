#include <optional>

#include "workers/workflow/execution.hpp"
#include "workers/workflow/parser.hpp"
#include "workers/workflow/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct SwitchBody final : TaskBody {
  struct Case {
    std::optional<ExpressionId> when;
    Flow then;
  };
  std::vector<Case> cases;
  std::optional<Flow> otherwise;
};

/// `switch`: the first case that matches decides where the flow goes; a case without `when` loses
/// to any match.
class SwitchTask final : public TaskType {
 public:
  std::string_view Key() const override { return "switch"; }
  std::vector<std::string_view> Keys() const override { return {}; }

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task,
                                  TaskNode& node) const override {
    auto body = std::make_unique<SwitchBody>();
    const YamlNode& cases = *task.Find("switch");
    if (!parser.Expect(cases, YamlNode::Kind::kSequence, "'switch'")) return body;
    if (cases.items.empty()) parser.Error(cases.mark, "'switch' needs at least one case");
    for (const auto& item : cases.items) {
      if (!item.IsMap() || item.members.size() != 1) {
        parser.Error(item.mark, "a case is a map of one name ('- NAME: { when: ..., then: ... }')");
        continue;
      }
      ParseCase(parser, item.members.front(), *body, node);
    }
    node.always_leaves = body->otherwise.has_value();
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    const auto& body = static_cast<const SwitchBody&>(*frame.node->body);
    for (const auto& one : body.cases) {
      const auto matches = run.Test(*one.when, frame.input, frame);
      if (!matches) return run.Raise(frame, matches.error());
      if (*matches) return run.Complete(frame, frame.input, one.then);
    }
    run.Complete(frame, frame.input, body.otherwise.value_or(frame.node->then));
  }

 private:
  static void ParseCase(Parser& parser, const YamlNode::Member& member, SwitchBody& body,
                        TaskNode& node) {
    if (!parser.Expect(member.value, YamlNode::Kind::kMap, "case '" + member.key + "'")) return;
    parser.CheckKeys(member.value, {"when", "then"}, "a case");
    SwitchBody::Case one;
    if (const auto* then = parser.Required(member.value, "then", "case '" + member.key + "'"))
      one.then = parser.FlowTo(*then);
    node.own_flows.push_back(one.then);
    const auto* when = member.value.Find("when");
    if (when != nullptr) {
      one.when = parser.Expression(*when, "'when'");
      if (one.when) body.cases.push_back(one);
      return;
    }
    if (body.otherwise)
      parser.Error(member.mark, "a second case without 'when': only one may be the default");
    body.otherwise = one.then;
  }
};

}  // namespace

void RegisterTask_switch(TaskRegistry& registry) { registry.Add(std::make_unique<SwitchTask>()); }

}  // namespace tocsin::workflow
