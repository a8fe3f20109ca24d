#include "workers/workflow/execution.hpp"
#include "workers/workflow/parser.hpp"
#include "workers/workflow/question.hpp"
#include "workers/workflow/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct ReusableBody final : TaskBody {
  Template arguments;
  bool has_arguments = false;
  const TaskNode* function = nullptr;
};

/// `call` of a function of use.functions: its task runs with the arguments as input, or with this
/// task's input.
class ReusableTask final : public TaskType {
 public:
  std::string_view Key() const override { return "call"; }
  std::vector<std::string_view> Keys() const override { return {"with"}; }
  bool Takes(const YamlNode& task, const Parser& parser) const override {
    return parser.HasFunction(task.Find("call")->text);
  }

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<ReusableBody>();
    const YamlNode& call = *task.Find("call");
    body->function = parser.Model().functions.at(call.text).get();
    parser.NoteFunctionCall(call.text, call.mark);
    const auto* with = task.Find("with");
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
};

}  // namespace

void RegisterTask_call_reusable(TaskRegistry& registry) {
  registry.Add(std::make_unique<ReusableTask>());
}

}  // namespace tocsin::workflow
