#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/engine/question.hpp"
#include "workers/workflow/language/json_text.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct ForKeys final : KeyTable {
  Key each{*this,
           "each",
           Shape::kText,
           "Name of the variable that holds the item.",
           {.default_text = "item"}};
  Key in{*this,
         "in",
         Shape::kExpression,
         "The list, or maps written in place. Anything else raises `expression`.",
         {.required = true}};
  Key at{*this,
         "at",
         Shape::kText,
         "Name of the variable that holds the index, from 0.",
         {.default_text = "index"}};
};

struct ForTaskKeys final : KeyTable {
  Key for_{*this,
           "for",
           {Shape::kMap, KeysWithin<ForKeys>},
           "What is gone through.",
           {.required = true}};
  Key while_{*this, "while", Shape::kExpression,
             "Asked before each iteration, the item included; not true ends the loop."};
  Key do_{*this, "do", Shape::kTasks, "The tasks of an iteration.", {.required = true}};
};

struct ForBody final : TaskBody {
  std::string each = "item", at = "index";
  Template in;
  std::optional<ExpressionId> condition;  ///< `while`
};

/// `for`: the tasks of `do` for each item; an iteration's output is the next one's input, and the
/// last is the output. `exit` inside ends the iteration, not the loop.
class ForTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<ForTaskKeys>().for_; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<ForTaskKeys>(); }
  const std::vector<Example>& Examples() const override;

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task,
                                  TaskNode& node) const override {
    auto body = std::make_unique<ForBody>();
    const YamlNode& loop = *task.Find(KeysOf<ForTaskKeys>().for_);
    const auto& keys = KeysOf<ForTaskKeys>();
    if (parser.Expect(loop, YamlNode::Kind::kMap, keys.for_.Quoted()))
      ParseLoop(parser, loop, *body);
    const Parser::Variables with_item(parser, {body->each, body->at});
    if (const auto* condition = task.Find(keys.while_))
      body->condition = parser.Expression(*condition, keys.while_.Quoted());
    if (const auto* tasks = parser.Required(task, keys.do_, "a 'for' task"))
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
    Iterate(run, frame, IndexOf(frame) + 1, std::move(output));
  }

  bool HoldsQuestion(const TaskNode&) const override { return true; }
  std::optional<std::size_t> PartOf(const Frame& frame, const Frame&) const override {
    return IndexOf(frame);
  }

 private:
  static std::size_t IndexOf(const Frame& frame) {
    return frame.data.at("index").to_number<std::size_t>();
  }

  void ParseLoop(Parser& parser, const YamlNode& loop, ForBody& body) const {
    const auto& keys = KeysOf<ForKeys>();
    parser.CheckKeys(loop, keys, "'for'");
    if (const auto* each = loop.Find(keys.each))
      body.each = parser.VariableName(*each, "'for.each'");
    if (const auto* at = loop.Find(keys.at)) body.at = parser.VariableName(*at, "'for.at'");
    if (!body.each.empty() && body.each == body.at)
      parser.Error(loop.mark, "'for.each' and 'for.at' must be different names");
    if (const auto* in = parser.Required(loop, keys.in, "'for'")) {
      CheckItems(parser, *in);
      if (in->IsMap() || in->IsSequence()) {
        body.in = parser.Value(*in);
      } else if (const auto items = parser.Expression(*in, "'for.in'")) {
        body.in.kind = Template::Kind::kExpression;
        body.in.expression = *items;
      }
    }
  }

  /// The language takes an expression, or maps in place; what else there is gives no list of maps.
  static void CheckItems(Parser& parser, const YamlNode& in) {
    if (in.IsMap())
      parser.Refuse(in.mark,
                    "'for.in' must be an expression that gives a list, such as "
                    "'${ .items }', not a map");
    for (const auto& item : in.items)
      if (!item.IsMap())
        parser.Refuse(item.mark, "a list in place of 'for.in' holds maps, not " +
                                     std::string(Describe(item.kind)) +
                                     "; write the list as an expression: '${ [1, 2] }'");
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

std::string_view ForTask::Description() const {
  return "The tasks of `do` for each item of a list. The output of one iteration is the input of "
         "the "
         "next, that of the last is the output; an empty list gives the input. `exit` inside ends "
         "the iteration, not the loop. All `voice.ask` within one outermost loop ask one and the "
         "same question.";
}

const std::vector<Example>& ForTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "A sum, up to a bound.",
       .document = R"(do:
  - sum:
      for: {each: price, in: .prices, at: step}
      while: '$step == 0 or .total < 10'
      do:
        - add:
            set: {total: '${ (.total // 0) + $price }'}
)",
       .input = R"({"prices":[4,7,100]})",
       .output = R"({"total":11})"},
  };
  return examples;
}

}  // namespace

void RegisterTask_for(TaskRegistry& registry) { registry.Add(std::make_unique<ForTask>()); }

}  // namespace tocsin::workflow
