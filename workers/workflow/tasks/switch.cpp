#include <optional>

#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct CaseKeys final : KeyTable {
  Key when{*this, "when", Shape::kExpression,
           "Absent in the one default case. An expression that fails raises `expression`; null and "
           "false do not match."};
  Key then{*this,
           "then",
           Shape::kFlow,
           "`continue`, `exit`, `end` or a task of the same list.",
           {.required = true}};
};

struct SwitchTaskKeys final : KeyTable {
  Key switch_{*this,
              "switch",
              {Shape::kNamedList, KeysWithin<CaseKeys>},
              "The cases; at least one.",
              {.required = true}};
};

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
  std::string_view Key() const override { return KeysOf<SwitchTaskKeys>().switch_; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<SwitchTaskKeys>(); }
  const std::vector<Example>& Examples() const override;

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task,
                                  TaskNode& node) const override {
    auto body = std::make_unique<SwitchBody>();
    const YamlNode& cases = *task.Find(KeysOf<SwitchTaskKeys>().switch_);
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
  void ParseCase(Parser& parser, const YamlNode::Member& member, SwitchBody& body,
                 TaskNode& node) const {
    if (!parser.Expect(member.value, YamlNode::Kind::kMap, "case '" + member.key + "'")) return;
    const auto& keys = KeysOf<CaseKeys>();
    parser.CheckKeys(member.value, keys, "a case");
    SwitchBody::Case one;
    if (const auto* then = parser.Required(member.value, keys.then, "case '" + member.key + "'"))
      one.then = parser.FlowTo(*then);
    node.own_flows.push_back(one.then);
    const auto* when = member.value.Find(keys.when);
    if (when != nullptr) {
      one.when = parser.Expression(*when, keys.when.Quoted());
      if (one.when) body.cases.push_back(one);
      return;
    }
    if (body.otherwise)
      parser.Error(member.mark, "a second case without 'when': only one may be the default");
    body.otherwise = one.then;
  }
};

std::string_view SwitchTask::Description() const {
  return "The first case that matches, in the order written, says where the flow goes. A case "
         "without "
         "`when` is the default wherever it stands: it loses to every match. No match and no "
         "default: the flow goes on with the next task. The output is the input.";
}

const std::vector<Example>& SwitchTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "By severity.",
       .document = R"(do:
  - route:
      switch:
        - urgent:
            when: .severity == "critical"
            then: phone
        - other:
            then: note
  - phone:
      set: {by: phone}
      then: end
  - note:
      set: {by: mail}
)",
       .input = R"({"severity":"critical"})",
       .output = R"({"by":"phone"})"},
  };
  return examples;
}

}  // namespace

void RegisterTask_switch(TaskRegistry& registry) { registry.Add(std::make_unique<SwitchTask>()); }

}  // namespace tocsin::workflow
