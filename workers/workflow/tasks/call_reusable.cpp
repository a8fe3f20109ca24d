#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/engine/question.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct CallReusableKeys final : KeyTable {
  Key call{*this,
           "call",
           Shape::kText,
           "The function's name; names of the catalog cannot be taken.",
           {.required = true}};
  Key with{*this,
           "with",
           Shape::kMap,
           "The function's input, with expressions filled in.",
           {.default_text = "the task's input"}};
};

struct ReusableBody final : TaskBody {
  Template arguments;
  bool has_arguments = false;
  const TaskNode* function = nullptr;
};

/// `call` of a function of use.functions: its task runs with the arguments as input, or with this
/// task's input.
class ReusableTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<CallReusableKeys>().call; }
  std::string_view Title() const override { return "call: a function of use.functions"; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<CallReusableKeys>(); }
  const std::vector<Example>& Examples() const override;
  std::optional<std::vector<std::string_view>> Callees(const Parser& parser) const override {
    std::vector<std::string_view> names;
    for (const auto& function : parser.Model().functions) names.push_back(function.first);
    return names;
  }

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<ReusableBody>();
    const YamlNode& call = *task.Find(KeysOf<CallReusableKeys>().call);
    body->function = parser.Model().functions.at(call.text).get();
    parser.NoteFunctionCall(call.text, call.mark);
    const auto* with = task.Find(KeysOf<CallReusableKeys>().with);
    if (with != nullptr && parser.Expect(*with, YamlNode::Kind::kMap, "'with'")) {
      body->arguments = parser.Value(*with);
      body->has_arguments = true;
    }
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    EnterPlace(run.State(), frame);
    const auto& body = static_cast<const ReusableBody&>(*frame.node->body);
    json::value input = frame.input;
    if (body.has_arguments) {
      auto filled = run.Fill(body.arguments, frame.input, frame);
      if (!filled) return run.Raise(frame, filled.error());
      input = *std::move(filled);
    }
    run.Begin(frame, *body.function, 0, 0, std::move(input));
  }

  void OnListDone(Execution& run, Frame& frame, std::size_t, json::value output) const override {
    run.Complete(frame, std::move(output));
  }

  bool HoldsQuestion(const TaskNode&) const override { return true; }
};

std::string_view ReusableTask::Description() const {
  return "Runs a task that stands under `use.functions`; its output is the output. A function may "
         "call "
         "others but not itself.";
}

const std::vector<Example>& ReusableTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "Twice the same.",
       .document = R"(use:
  functions:
    double:
      set: {n: '${ .n * 2 }'}
do:
  - once:
      call: double
  - again:
      call: double
      with: {n: '${ .n + 1 }'}
)",
       .input = R"({"n":3})",
       .output = R"({"n":14})"},
  };
  return examples;
}

}  // namespace

void RegisterTask_call_reusable(TaskRegistry& registry) {
  registry.Add(std::make_unique<ReusableTask>());
}

}  // namespace tocsin::workflow
