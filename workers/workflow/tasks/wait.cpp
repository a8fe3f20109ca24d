#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct WaitKeys final : KeyTable {
  Key wait{*this,
           "wait",
           Shape::kDuration,
           "How long: `PT5M`, `5m`, `{minutes: 5}` (days, hours, minutes, seconds, milliseconds) "
           "or an expression that gives one of the first two. At most 100 years; 0 goes on at "
           "once. An expression that gives no duration raises `expression`.",
           {.required = true}};
};

struct WaitBody final : TaskBody {
  DurationValue length;
};

/// `wait`: a timer; the output is the input.
class WaitTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<WaitKeys>().wait; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<WaitKeys>(); }
  const std::vector<Example>& Examples() const override;

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<WaitBody>();
    body->length =
        parser.Length(*task.Find(KeysOf<WaitKeys>().wait), "'wait'").value_or(DurationValue{});
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

std::string_view WaitTask::Description() const {
  return "A pause. It is stored: a restart in between changes nothing, and a waiting run costs no "
         "thread. The output is the input.";
}

const std::vector<Example>& WaitTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "Twenty minutes later.",
       .document = R"(schedule:
  on: {one: {with: {type: com.example.backup.failed}}}
do:
  - pause:
      wait: {minutes: 20}
  - remind:
      emit:
        event:
          with: {type: com.example.backup.reminder}
)",
       .test = R"(given:
  - event: {type: com.example.backup.failed}
  - advance: 19m
expect:
  events: [{type: com.example.backup.reminder}]
)"},
  };
  return examples;
}

}  // namespace

void RegisterTask_wait(TaskRegistry& registry) { registry.Add(std::make_unique<WaitTask>()); }

}  // namespace tocsin::workflow
