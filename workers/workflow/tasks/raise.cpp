#include "workers/workflow/execution.hpp"
#include "workers/workflow/json_text.hpp"
#include "workers/workflow/parser.hpp"
#include "workers/workflow/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct RaiseBody final : TaskBody {
  ErrorDefinition error;
};

/// `raise`: an error of the author's, given inline or by a name of use.errors.
class RaiseTask final : public TaskType {
 public:
  std::string_view Key() const override { return "raise"; }
  std::vector<std::string_view> Keys() const override { return {}; }

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task,
                                  TaskNode& node) const override {
    auto body = std::make_unique<RaiseBody>();
    node.always_leaves = true;
    const YamlNode& raise = *task.Find("raise");
    if (!parser.Expect(raise, YamlNode::Kind::kMap, "'raise'")) return body;
    parser.CheckKeys(raise, {"error"}, "'raise'");
    const auto* error = parser.Required(raise, "error", "'raise'");
    if (error == nullptr) return body;
    if (error->kind == YamlNode::Kind::kString) {
      if (const auto* named = parser.Reusable(*error, parser.errors, "use.errors"))
        body->error = *named;
    } else {
      body->error = ParseErrorDefinition(parser, *error);
    }
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    const auto& wanted = static_cast<const RaiseBody&>(*frame.node->body).error;
    RaisedError error;
    const auto fill = [&](const Template& value) { return run.Fill(value, frame.input, frame); };
    const auto type = fill(wanted.type), status = fill(wanted.status), title = fill(wanted.title),
               detail = fill(wanted.detail);
    for (const auto* part : {&type, &status, &title, &detail})
      if (!*part) return run.Raise(frame, part->error());
    error.type = TextOf(*type);
    error.title = TextOf(*title);
    error.detail = TextOf(*detail);
    boost::system::error_code fault;
    error.status = status->to_number<int>(fault);
    if (fault || error.type.empty())
      return run.Raise(frame,
                       ExpressionError("'raise' needs a type and a whole number as status, not " +
                                       Shown(*status)));
    run.Raise(frame, error);
  }
};

}  // namespace

void RegisterTask_raise(TaskRegistry& registry) { registry.Add(std::make_unique<RaiseTask>()); }

}  // namespace tocsin::workflow
