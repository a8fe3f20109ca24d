#include "workers/workflow/engine/subflow.hpp"
#include "workers/workflow/language/json_text.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct SubflowKeys final : KeyTable {
  Key namespace_{*this,
                 "namespace",
                 Shape::kText,
                 "The workflow's `document.namespace`; text or expression.",
                 {.required = true}};
  Key name{
      *this, "name", Shape::kText, "Its `document.name`; text or expression.", {.required = true}};
  Key version{*this,
              "version",
              Shape::kText,
              "`latest`, or the version that must be in force; text or expression.",
              {.required = true}};
  Key input{*this,
            "input",
            Shape::kExpressionOrMap,
            "The run's input; the workflow's `input.schema` is asked, by lint too as far as it is "
            "written out.",
            {.default_text = "`{}`"}};
};

struct RunKeys final : KeyTable {
  Key workflow{*this,
               "workflow",
               {Shape::kMap, KeysWithin<SubflowKeys>},
               "The workflow to run.",
               {.required = true}};
  Key await{*this,
            "await",
            Shape::kBoolean,
            "False: it runs on by itself, whatever becomes of this run, and the output is the "
            "task's input.",
            {.default_text = "true"}};
  Key return_{*this,
              "return",
              Shape::kText,
              "Of a workflow only `stdout`, its output, and `none`, null.",
              {.allowed = {"stdout", "stderr", "code", "all", "none"}, .default_text = "stdout"}};
  Key container{*this, "container"};
  Key script{*this, "script"};
  Key shell{*this, "shell"};
};

struct RunTaskKeys final : KeyTable {
  Key run{*this, "run", {Shape::kMap, KeysWithin<RunKeys>}, "What is run.", {.required = true}};
};

struct RunBody final : TaskBody {
  Template space, name, version;
  Template input = {.literal = json::object()};
  bool awaited = true;
  bool returns = true;
};

/// `run: workflow`: another workflow as a part of this one, in a run of its own.
class RunTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<RunTaskKeys>().run; }
  std::string_view Title() const override { return "run: workflow"; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<RunTaskKeys>(); }
  const std::vector<Example>& Examples() const override;

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<RunBody>();
    const auto& keys = KeysOf<RunKeys>();
    const YamlNode& run = *task.Find(KeysOf<RunTaskKeys>().run);
    if (!parser.Expect(run, YamlNode::Kind::kMap, "'run'")) return body;
    parser.CheckKeys(run, keys, "'run'");
    bool other = false;
    for (const auto* key : {&keys.container, &keys.script, &keys.shell})
      for (const auto& member : run.members)
        if (member.key == key->Name()) {
          parser.NotSupported(member.mark, "'run." + member.key + "'");
          other = true;
        }
    if (const auto* await = run.Find(keys.await))
      body->awaited = parser.Boolean(*await, keys.await.Quoted()).value_or(true);
    if (const auto* give = run.Find(keys.return_)) {
      const auto word = parser.Word(*give, keys.return_);
      body->returns = word != "none";
      if (word && !other && body->returns && word != "stdout")
        parser.Error(give->mark,
                     "a workflow has no " + *word + ": 'return' is stdout, its output, or none");
    }
    const auto* workflow = other ? nullptr : parser.Required(run, keys.workflow, "'run'");
    if (workflow != nullptr &&
        parser.Expect(*workflow, YamlNode::Kind::kMap, keys.workflow.Quoted()))
      ParseWorkflow(parser, *workflow, *body);
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    const auto& body = static_cast<const RunBody&>(*frame.node->body);
    WorkflowName wanted;
    for (const auto& [from, to] :
         {std::pair(&body.space, &wanted.space), std::pair(&body.name, &wanted.name),
          std::pair(&body.version, &wanted.version)}) {
      auto text = run.Fill(*from, frame.input, frame);
      if (!text) return run.Raise(frame, text.error());
      if (!text->is_string())
        return run.Raise(frame, ExpressionError("namespace, name and version of a workflow must be "
                                                "texts, not " +
                                                Shown(*text)));
      *to = text->get_string();
    }
    auto input = run.Fill(body.input, frame.input, frame);
    if (!input) return run.Raise(frame, input.error());
    BeginSubflow(run, frame, wanted, *std::move(input), body.awaited);
  }

  void OnRunEnded(Execution& run, Frame& frame, const RunEnded& ended) const override {
    auto output = OutputOfSubflow(ended);
    if (!output) return run.Raise(frame, output.error());
    const bool returns = static_cast<const RunBody&>(*frame.node->body).returns;
    run.Complete(frame, returns ? *std::move(output) : json::value());
  }

 private:
  static void ParseWorkflow(Parser& parser, const YamlNode& workflow, RunBody& body) {
    const auto& keys = KeysOf<SubflowKeys>();
    parser.CheckKeys(workflow, keys, "'run.workflow'");
    const auto read = [&](const auto& key, Template& to) -> std::string {
      const auto* node = parser.Required(workflow, key, "'run.workflow'");
      if (node == nullptr || !parser.Text(*node, key.Quoted())) return {};
      to = parser.Value(*node);
      return to.kind == Template::Kind::kLiteral ? node->text : std::string();
    };
    Subflow subflow{.mark = workflow.mark};
    subflow.space = read(keys.namespace_, body.space);
    subflow.name = read(keys.name, body.name);
    subflow.version = read(keys.version, body.version);
    if (const auto* input = workflow.Find(keys.input)) {
      body.input = parser.Value(*input);
      subflow.input = *input;
    }
    parser.NoteSubflow(std::move(subflow));
  }
};

std::string_view RunTask::Description() const {
  return "Runs another workflow of `workflows.path` as a part of this one: a run of its own, with "
         "its own history, that shares the subject. Its output is the output; the error that ends "
         "it is raised here, with `instance` of this task. If the task ends early (a `timeout`, a "
         "branch that lost, the end of this run), the other run is cancelled and its calls are "
         "hung up. It hears events since this run began. A workflow that is not there, or not in "
         "the version asked for, raises `configuration`, more than ten within each other "
         "`runtime`. `schedule` and `metadata.instance` of the other one have no part in it.";
}

const std::vector<Example>& RunTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "One workflow asks another.",
       .document = R"(do:
  - price:
      run:
        workflow:
          namespace: shop
          name: price
          version: latest
          input: {net: '${ .net }'}
        await: true
        return: stdout
  - told:
      set: {text: '${ "That is " + (.gross | tostring) + "." }'}
)",
       .input = R"({"net":50})",
       .output = R"({"text":"That is 100."})",
       .beside = R"(document: {dsl: '1.0.3', namespace: shop, name: price, version: '1.0.0'}
input:
  schema:
    document: {type: object, required: [net], properties: {net: {type: number}}}
do:
  - add: {set: {gross: '${ .net * 2 }'}}
)"},
  };
  return examples;
}

}  // namespace

void RegisterTask_run_workflow(TaskRegistry& registry);
void RegisterTask_run_workflow(TaskRegistry& registry) {
  registry.Add(std::make_unique<RunTask>());
}

}  // namespace tocsin::workflow
