#include "workers/workflow/execution.hpp"
#include "workers/workflow/parser.hpp"
#include "workers/workflow/task_registry.hpp"

namespace tocsin::workflow {
namespace {

/// `do`: tasks in sequence. The workflow itself is one too.
class DoTask final : public TaskType {
 public:
  std::string_view Key() const override { return "do"; }
  std::vector<std::string_view> Keys() const override { return {}; }

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task,
                                  TaskNode& node) const override {
    node.lists.push_back(parser.Tasks(*task.Find("do"), node.reference + "/do"));
    return nullptr;
  }

  void Begin(Execution& run, Frame& frame) const override { run.BeginList(frame, 0, frame.input); }

  void OnListDone(Execution& run, Frame& frame, std::size_t, json::value output) const override {
    run.Complete(frame, std::move(output));
  }
};

}  // namespace

void RegisterTask_do(TaskRegistry& registry) { registry.Add(std::make_unique<DoTask>()); }

}  // namespace tocsin::workflow
