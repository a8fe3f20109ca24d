#include "workers/workflow/execution.hpp"
#include "workers/workflow/parser.hpp"
#include "workers/workflow/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct SetBody final : TaskBody {
  Template value;
};

/// `set`: the output is what is written, expressions evaluated.
class SetTask final : public TaskType {
 public:
  std::string_view Key() const override { return "set"; }
  std::vector<std::string_view> Keys() const override { return {}; }

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<SetBody>();
    const YamlNode& value = *task.Find("set");
    const bool expression = value.kind == YamlNode::Kind::kString && IsExpression(value.text);
    if (!value.IsMap() && !expression) {
      parser.Error(value.mark, "'set' must be a map or an expression '${ ... }', not " +
                                   std::string(Describe(value.kind)));
    } else if (value.IsMap() && value.members.empty()) {
      parser.Error(value.mark, "'set' must not be empty");
    }
    body->value = parser.Value(value);
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    auto output =
        run.Fill(static_cast<const SetBody&>(*frame.node->body).value, frame.input, frame);
    if (!output) return run.Raise(frame, output.error());
    run.Complete(frame, *std::move(output));
  }
};

}  // namespace

void RegisterTask_set(TaskRegistry& registry) { registry.Add(std::make_unique<SetTask>()); }

}  // namespace tocsin::workflow
