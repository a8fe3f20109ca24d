#include <algorithm>

#include "workers/workflow/engine/collected.hpp"
#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/engine/question.hpp"
#include "workers/workflow/engine/subflow.hpp"
#include "workers/workflow/language/call_keys.hpp"
#include "workers/workflow/language/function_arguments.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workers/workflow/language/task_registry.hpp"
#include "workers/workflow/oncall/alert_rules.hpp"

namespace tocsin::workflow {
namespace {

struct CallBody final : TaskBody {
  std::string function;
  bool asks_person = false;
  Template arguments = {Template::Kind::kLiteral, json::object()};
};

/// A function's view of its frame: {"with", "state", "visit"} in the frame's data.
class EngineCall final : public FunctionCall {
 public:
  EngineCall(Execution& run, Frame& frame) : run_(run), frame_(frame) {}

  const RunId& Run() const override { return run_.GetRun().id; }
  const std::string& Subject() const override { return run_.GetRun().subject; }
  const std::string& Task() const override { return frame_.node->reference; }
  TimePoint Now() const override { return run_.Now(); }
  const json::value& RunInput() const override { return run_.State().root->RawInput(); }
  const Resources& Catalog() const override { return run_.GetWorld().resources; }
  json::value Remedy(const json::value& alert) override {
    return run_.GetWorld().alert_rules.Remedy(alert);
  }
  const Maintenance* Silencing(const json::value& alert, TimePoint at) override {
    return run_.GetWorld().alert_rules.Silencing(alert, at);
  }
  const json::object& Arguments() const override { return frame_.data["with"].as_object(); }
  QuestionPlace Question() const override { return QuestionOf(run_.State(), frame_); }
  int Retry() const override { return RetryOf(frame_); }
  std::string Iteration() const override { return IterationOf(frame_); }
  int Visit() const override { return frame_.data["visit"].to_number<int>(); }
  bool QuestionEnds() const override { return QuestionEndsWith(frame_); }
  bool TimedOut() const override { return run_.TimingOut(); }
  void Asked(std::string_view question_id, std::string_view withdrawn_as) override {
    OpenQuestion(run_, frame_, question_id, withdrawn_as);
  }
  void Settled(std::string_view question_id) override {
    auto& open = run_.State().questions;
    if (const auto found = open.find(question_id); found != open.end()) open.stable_erase(found);
  }
  const json::value* DecisionOf(std::string_view question_id) override {
    return KeptDecision(run_.State(), question_id);
  }
  void Await(std::string_view question_id) override { frame_.requests.emplace_back(question_id); }
  json::array TakeCollected(std::size_t most) override {
    auto& kept = run_.State().collected;
    json::array taken;
    const auto count = std::min(most, kept.size());
    for (std::size_t i = 0; i < count; ++i)
      taken.push_back(std::move(kept[i].as_object().at(NameOf<&CollectedEvent::data>())));
    kept.erase(kept.begin(), kept.begin() + static_cast<std::ptrdiff_t>(count));
    return taken;
  }
  std::size_t Collected() const override { return run_.State().collected.size(); }
  void AwaitCollected() override { frame_.requests.emplace_back(kCollected); }
  json::object& State() override { return frame_.data["state"].as_object(); }

  std::string Emit(std::string_view type, std::string_view subject, Payload data) override {
    Event event;
    event.type = type;
    event.subject = subject;
    event.data = std::move(data);
    auto id = run_.Emit(std::move(event), &frame_).id;
    frame_.requests.push_back(id);
    return id;
  }
  void SetTimer(std::string_view name, TimePoint at) override { run_.SetTimer(frame_, name, at); }
  void ClearTimer(std::string_view name) override { run_.ClearTimer(frame_, name); }

 private:
  Execution& run_;
  Frame& frame_;
};

/// `call` of a function of the catalog.
class FunctionTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<CallFunctionKeys>().call; }
  std::string_view Title() const override { return "call: a function of the catalog"; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<CallFunctionKeys>(); }
  const std::vector<Example>& Examples() const override;
  std::optional<std::vector<std::string_view>> Callees(const Parser& parser) const override {
    return parser.Catalog().Names();
  }

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task, TaskNode&) const override {
    auto body = std::make_unique<CallBody>();
    const YamlNode& call = *task.Find(KeysOf<CallFunctionKeys>().call);
    const auto* function = parser.Catalog().Find(call.text);
    body->function = call.text;
    body->asks_person = function->AsksPerson();
    const auto* with = task.Find(KeysOf<CallFunctionKeys>().with);
    if (const auto workflow = function->Workflow())
      parser.NoteSubflow({.mark = call.mark,
                          .space = workflow->space,
                          .name = workflow->name,
                          .version = workflow->version,
                          .input = with == nullptr ? YamlNode() : *with});
    if (with == nullptr) {
      YamlNode none;
      none.kind = YamlNode::Kind::kMap;
      none.mark = call.mark;
      CheckArguments(parser, *function, none);
    } else if (parser.Expect(*with, YamlNode::Kind::kMap, "'with'")) {
      CheckArguments(parser, *function, *with);
      body->arguments = parser.Value(*with);
    }
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    EnterPlace(run.State(), frame);
    const auto& function = FunctionOf(run, frame);
    auto arguments =
        run.Fill(static_cast<const CallBody&>(*frame.node->body).arguments, frame.input, frame);
    if (!arguments) return run.Raise(frame, arguments.error());
    if (auto fault = ArgumentsFault(function, arguments->as_object()))
      return run.Raise(frame, ValidationError(std::string(function.Name()) + ": " + *fault));
    if (const auto secret = SecretWithin(*arguments))
      return run.Raise(frame,
                       SecretLeaves(*secret, "an argument of " + std::string(function.Name())));
    if (NestedDeeper(*arguments))
      return run.Raise(frame, TooDeepToGoOut("'with' of " + std::string(function.Name())));
    auto& visits = run.State().visits[frame.node->reference];
    const auto visit = visits.is_number() ? visits.to_number<std::int64_t>() : 0;
    visits = visit + 1;
    frame.data["with"] = *std::move(arguments);
    frame.data["state"] = json::object();
    frame.data["visit"] = visit;
    EngineCall call(run, frame);
    Follow(run, frame, function.Begin(call));
  }

  void OnEvent(Execution& run, Frame& frame, const Event& event,
               const std::optional<Uuid>&) const override {
    EngineCall call(run, frame);
    Follow(run, frame, FunctionOf(run, frame).OnEvent(call, event));
  }
  void OnTimer(Execution& run, Frame& frame, std::string_view name) const override {
    EngineCall call(run, frame);
    Follow(run, frame, FunctionOf(run, frame).OnTimer(call, name));
  }
  void OnRunEnded(Execution& run, Frame& frame, const RunEnded& ended) const override {
    auto output = OutputOfSubflow(ended);
    if (!output) return run.Raise(frame, output.error());
    run.Complete(frame, *std::move(output));
  }
  void OnCancel(Execution& run, Frame& frame) const override {
    if (!frame.data.contains("with")) return;
    EngineCall call(run, frame);
    FunctionOf(run, frame).OnCancel(call);
  }

  bool AsksPerson(const TaskNode& node) const override {
    return static_cast<const CallBody&>(*node.body).asks_person;
  }
  bool HoldsQuestion(const TaskNode&) const override { return true; }

 private:
  static const Function& FunctionOf(const Execution& run, const Frame& frame) {
    const auto* found =
        run.GetWorld().functions.Find(static_cast<const CallBody&>(*frame.node->body).function);
    tocsin::Check(found != nullptr,
                  "a parsed definition calls a function that is not in the catalog");
    return *found;
  }

  static void Follow(Execution& run, Frame& frame, FunctionOutcome outcome) {
    if (auto* output = std::get_if<json::value>(&outcome)) {
      Defuse(*output);
      run.Complete(frame, std::move(*output));
    } else if (const auto* error = std::get_if<RaisedError>(&outcome)) {
      run.Raise(frame, *error);
    } else if (auto* work = std::get_if<RunsWorkflow>(&outcome)) {
      const auto workflow = FunctionOf(run, frame).Workflow();
      tocsin::Check(workflow.has_value(), "a function runs a workflow that it does not name");
      BeginSubflow(run, frame, *workflow, std::move(work->input), true);
    }
  }
};

std::string_view FunctionTask::Description() const {
  return "Calls what tocsin brings along: [functions](functions.md). Its output is the function's; "
         "the "
         "arguments are checked before it begins, what is wrong with them raises `validation`.";
}

const std::vector<Example>& FunctionTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "What an approval would do.",
       .document = R"(do:
  - remedy:
      call: action.resolve
      with:
        alert: {recommended_action: {name: restart}}
)",
       .input = "{}",
       .output = R"({"action":{"name":"restart","parameters":{},"resource":{}},"resource":{}})"},
  };
  return examples;
}

}  // namespace

void RegisterTask_call_function(TaskRegistry& registry) {
  registry.Add(std::make_unique<FunctionTask>());
}

}  // namespace tocsin::workflow
