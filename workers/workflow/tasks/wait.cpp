#include "workers/workflow/execution.hpp"
#include "workers/workflow/parser.hpp"
#include "workers/workflow/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct WaitBody final : TaskBody {
  DurationValue length;
};

/// `wait`: a timer; the output is the input.
class WaitTask final : public TaskType {
 public:
  std::string_view Key() const override { return "wait"; }
  std::vector<std::string_view> Keys() const override { return {}; }

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<WaitBody>();
    body->length = parser.Length(*task.Find("wait"), "'wait'").value_or(DurationValue{});
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    const auto length =
        run.Length(static_cast<const WaitBody&>(*frame.node->body).length, frame.input, frame);
    if (!length) return run.Raise(frame, length.error());
    if (*length == Duration{0}) return run.Complete(frame, frame.input);
    run.SetTimer(frame, "wait", run.Now() + *length);
  }

  void OnTimer(Execution& run, Frame& frame, std::string_view) const override {
    run.Complete(frame, frame.input);
  }
};

}  // namespace

void RegisterTask_wait(TaskRegistry& registry) { registry.Add(std::make_unique<WaitTask>()); }

}  // namespace tocsin::workflow
