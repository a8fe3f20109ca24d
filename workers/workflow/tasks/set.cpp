#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct SetKeys final : KeyTable {
  Key set{*this,
          "set",
          Shape::kExpressionOrMap,
          "The new data: a map, not empty, or one expression in `${ }`.",
          {.required = true}};
};

struct SetBody final : TaskBody {
  Template value;
};

/// `set`: the output is what is written, expressions evaluated.
class SetTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<SetKeys>().set; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<SetKeys>(); }
  const std::vector<Example>& Examples() const override;

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<SetBody>();
    const YamlNode& value = *task.Find(KeysOf<SetKeys>().set);
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

std::string_view SetTask::Description() const {
  return "The output is what is written here, with expressions filled in. Texts are literal unless "
         "they "
         "are wholly `${ ... }`. It changes no context: for what later tasks need too use "
         "`export`.";
}

const std::vector<Example>& SetTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "A greeting.",
       .document = R"(do:
  - greet:
      set:
        text: ${ "Hello, " + .name }
        polite: true
)",
       .input = R"({"name":"Ada"})",
       .output = R"({"text":"Hello, Ada","polite":true})"},
      {.title = "One expression for all of it.",
       .document = R"(do:
  - total:
      set: '${ {sum: (.prices | add)} }'
)",
       .input = R"({"prices":[2,3]})",
       .output = R"({"sum":5})"},
  };
  return examples;
}

}  // namespace

void RegisterTask_set(TaskRegistry& registry) { registry.Add(std::make_unique<SetTask>()); }

}  // namespace tocsin::workflow
