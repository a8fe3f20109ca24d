#include "schemas/json_pointer.hpp"
#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/engine/question.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct ForkKeys final : KeyTable {
  Key branches{*this,
               "branches",
               Shape::kNamedList,
               "One task each, under a name of its own; at least one. A branch has no `then` to "
               "another one.",
               {.required = true}};
  Key compete{*this,
              "compete",
              Shape::kBoolean,
              "True: the output is that of the first branch to finish, the others are cancelled. "
              "False: a list of all outputs in the order written, whichever finished first.",
              {.default_text = "false"}};
};

struct ForkTaskKeys final : KeyTable {
  Key fork{*this, "fork", {Shape::kMap, KeysWithin<ForkKeys>}, "The branches.", {.required = true}};
};

struct ForkBody final : TaskBody {
  bool compete = false;
  bool asks_several = false;  ///< AsksSeveral
};

/// Several people are asked at once, and who answers first decides: branches that compete, with one
/// question each. A branch that asks two has questions of its own.
bool AsksSeveral(const std::vector<TaskList>& branches) {
  std::size_t asking = 0;
  for (const auto& branch : branches) {
    const auto asks = AsksWithin(branch);
    if (asks > 1) return false;
    asking += asks;
  }
  return asking > 1;
}

/// `fork`: branches side by side. Without `compete` the output is all outputs in declaration order;
/// with it the output of the first to finish, and the others are cancelled.
class ForkTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<ForkTaskKeys>().fork; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<ForkTaskKeys>(); }
  const std::vector<Example>& Examples() const override;

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task,
                                  TaskNode& node) const override {
    auto body = std::make_unique<ForkBody>();
    const YamlNode& fork = *task.Find(KeysOf<ForkTaskKeys>().fork);
    if (!parser.Expect(fork, YamlNode::Kind::kMap, "'fork'")) return body;
    const auto& keys = KeysOf<ForkKeys>();
    parser.CheckKeys(fork, keys, "'fork'");
    if (const auto* compete = fork.Find(keys.compete))
      body->compete = parser.Boolean(*compete, keys.compete.Quoted()).value_or(false);
    const auto* branches = parser.Required(fork, keys.branches, "'fork'");
    if (branches == nullptr ||
        !parser.Expect(*branches, YamlNode::Kind::kSequence, keys.branches.Quoted()))
      return body;
    if (branches->items.empty()) parser.Error(branches->mark, "'branches' must not be empty");
    for (std::size_t i = 0; i < branches->items.size(); ++i)
      ParseBranch(parser, branches->items[i], i, node);
    body->asks_several = body->compete && AsksSeveral(node.lists);
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    EnterPlace(run.State(), frame);
    frame.data["outputs"] = json::array(frame.node->lists.size());
    frame.data["open"] = frame.node->lists.size();
    run.BeginBranches(frame, frame.input);
  }

  void OnListDone(Execution& run, Frame& frame, std::size_t list,
                  json::value output) const override {
    if (static_cast<const ForkBody&>(*frame.node->body).compete) {
      NoteWinner(frame, list);
      run.CancelChildren(frame);
      return run.Complete(frame, std::move(output));
    }
    auto& outputs = frame.data["outputs"].as_array();
    outputs[list] = std::move(output);
    const auto open = frame.data["open"].to_number<std::int64_t>() - 1;
    frame.data["open"] = open;
    if (open == 0) run.Complete(frame, std::move(outputs));
  }

  bool HoldsQuestion(const TaskNode& node) const override {
    return static_cast<const ForkBody&>(*node.body).asks_several;
  }
  /// Two branches may ring one person: those are two calls.
  std::optional<std::size_t> PartOf(const Frame& frame, const Frame& inner) const override {
    if (!HoldsQuestion(*frame.node)) return std::nullopt;
    return inner.list;
  }

 private:
  static void ParseBranch(Parser& parser, const YamlNode& item, std::size_t index, TaskNode& node) {
    if (!item.IsMap() || item.members.size() != 1) {
      parser.Error(item.mark, "a branch is a map of one name ('- NAME: {...}')");
      return;
    }
    const auto& member = item.members.front();
    for (const auto& list : node.lists)
      if (!list.empty() && list.front()->name == member.key)
        parser.Error(member.mark, "two branches are named '" + member.key + "'");
    const auto reference =
        PointerTo(node.reference + "/fork/branches/" + std::to_string(index), member.key);
    node.lists.push_back(parser.Branch(member.key, member.value, reference));
  }
};

std::string_view ForkTask::Description() const {
  return "Branches side by side. Each gets the task's input. An error that a branch does not catch "
         "cancels the others and goes on outwards. What a cancelled branch waited for is "
         "withdrawn: its timers end, its calls are hung up.";
}

const std::vector<Example>& ForkTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "All of them.",
       .document = R"(do:
  - both:
      fork:
        branches:
          - double:
              set: {n: '${ .n * 2 }'}
          - square:
              set: {n: '${ .n * .n }'}
)",
       .input = R"({"n":3})",
       .output = R"([{"n":6},{"n":9}])"},
      {.title = "The first one: an answer, or ten minutes of silence.",
       .document = R"(schedule:
  on: {one: {with: {type: com.example.order.placed}}}
do:
  - race:
      fork:
        compete: true
        branches:
          - answered:
              listen: {to: {one: {with: {type: com.example.order.paid}}}}
              output: {as: '${ {paid: true} }'}
          - late:
              do:
                - pause: {wait: 10m}
                - say: {set: {paid: false}}
)",
       .test = R"(given:
  - event: {type: com.example.order.placed}
expect:
  output: {paid: false}
)"},
  };
  return examples;
}

}  // namespace

void RegisterTask_fork(TaskRegistry& registry) { registry.Add(std::make_unique<ForkTask>()); }

}  // namespace tocsin::workflow
