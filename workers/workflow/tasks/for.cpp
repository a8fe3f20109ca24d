#include "workers/workflow/execution.hpp"
#include "workers/workflow/json_text.hpp"
#include "workers/workflow/parser.hpp"
#include "workers/workflow/question.hpp"
#include "workers/workflow/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct ForBody final : TaskBody {
  std::string each = "item", at = "index";
  Template in;
  std::optional<ExpressionId> condition;  ///< `while`
};

/// `for`: the tasks of `do` for each item; an iteration's output is the next one's input, and the
/// last is the output. `exit` inside ends the iteration, not the loop.
class ForTask final : public TaskType {
 public:
  std::string_view Key() const override { return "for"; }
  std::vector<std::string_view> Keys() const override { return {"while", "do"}; }

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task,
                                  TaskNode& node) const override {
    auto body = std::make_unique<ForBody>();
    const YamlNode& loop = *task.Find("for");
    if (parser.Expect(loop, YamlNode::Kind::kMap, "'for'")) ParseLoop(parser, loop, *body);
    const Parser::Variables with_item(parser, {body->each, body->at});
    if (const auto* condition = task.Find("while"))
      body->condition = parser.Expression(*condition, "'while'");
    if (const auto* tasks = parser.Required(task, "do", "a 'for' task"))
      node.lists.push_back(parser.Tasks(*tasks, node.reference + "/do"));
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    EnterPlace(run.State(), frame);
    const auto& body = static_cast<const ForBody&>(*frame.node->body);
    auto items = run.Fill(body.in, frame.input, frame);
    if (!items) return run.Raise(frame, items.error());
    if (!items->is_array())
      return run.Raise(frame, ExpressionError("'for.in' must give a list, not " + Shown(*items)));
    frame.data["items"] = *std::move(items);
    Iterate(run, frame, 0, frame.input);
  }

  void OnListDone(Execution& run, Frame& frame, std::size_t, json::value output) const override {
    Iterate(run, frame, frame.data["index"].to_number<std::size_t>() + 1, std::move(output));
  }

 private:
  static void ParseLoop(Parser& parser, const YamlNode& loop, ForBody& body) {
    parser.CheckKeys(loop, {"each", "in", "at"}, "'for'");
    if (const auto* each = loop.Find("each")) body.each = parser.VariableName(*each, "'for.each'");
    if (const auto* at = loop.Find("at")) body.at = parser.VariableName(*at, "'for.at'");
    if (!body.each.empty() && body.each == body.at)
      parser.Error(loop.mark, "'for.each' and 'for.at' must be different names");
    if (const auto* in = parser.Required(loop, "in", "'for'"))
      if (auto value = parser.Transformation(*in, "'for.in'")) body.in = *std::move(value);
  }

  static void Iterate(Execution& run, Frame& frame, std::size_t index, json::value input) {
    const auto& body = static_cast<const ForBody&>(*frame.node->body);
    const auto& items = frame.data["items"].as_array();
    if (index >= items.size()) return run.Complete(frame, std::move(input));
    frame.variables[body.each] = items[index];
    frame.variables[body.at] = index;
    frame.data["index"] = index;
    if (body.condition) {
      const auto wanted = run.Test(*body.condition, input, frame);
      if (!wanted) return run.Raise(frame, wanted.error());
      if (!*wanted) return run.Complete(frame, std::move(input));
    }
    run.BeginList(frame, 0, std::move(input));
  }
};

}  // namespace

void RegisterTask_for(TaskRegistry& registry) { registry.Add(std::make_unique<ForTask>()); }

}  // namespace tocsin::workflow
