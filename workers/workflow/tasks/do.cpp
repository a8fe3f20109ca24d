#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct DoKeys final : KeyTable {
  Key do_{*this, "do", Shape::kTasks, "The tasks; at least one.", {.required = true}};
};

/// `do`: tasks in sequence. The workflow itself is one too.
class DoTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<DoKeys>().do_; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<DoKeys>(); }
  const std::vector<Example>& Examples() const override;

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task,
                                  TaskNode& node) const override {
    node.lists.push_back(parser.Tasks(*task.Find(KeysOf<DoKeys>().do_), node.reference + "/do"));
    return nullptr;
  }

  void Begin(Execution& run, Frame& frame) const override { run.BeginList(frame, 0, frame.input); }

  void OnListDone(Execution& run, Frame& frame, std::size_t, json::value output) const override {
    run.Complete(frame, std::move(output));
  }
};

std::string_view DoTask::Description() const {
  return "Tasks one after the other; the output of each is the input of the next, that of the last "
         "is "
         "the output. `then` inside goes only to tasks of this list; `exit` leaves it, `end` ends "
         "the run.";
}

const std::vector<Example>& DoTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "Two tasks in a group.",
       .document = R"(do:
  - both:
      do:
        - double:
            set: {n: '${ .n * 2 }'}
        - add:
            set: {n: '${ .n + 1 }'}
)",
       .input = R"({"n":4})",
       .output = R"({"n":9})"},
  };
  return examples;
}

}  // namespace

void RegisterTask_do(TaskRegistry& registry) { registry.Add(std::make_unique<DoTask>()); }

}  // namespace tocsin::workflow
