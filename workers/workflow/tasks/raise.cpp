#include "schemas/uri_reference.hpp"
#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/language/json_text.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workers/workflow/language/task_keys.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct RaiseKeys final : KeyTable {
  Key error{*this,
            "error",
            {Shape::kTextOrMap, KeysWithin<ErrorKeys>},
            "A name of `use.errors`, or the error itself.",
            {.required = true}};
};

struct RaiseTaskKeys final : KeyTable {
  Key raise{*this, "raise", {Shape::kMap, KeysWithin<RaiseKeys>}, "The error.", {.required = true}};
};

struct RaiseBody final : TaskBody {
  ErrorDefinition error;
};

/// `raise`: an error of the author's, given inline or by a name of use.errors.
class RaiseTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<RaiseTaskKeys>().raise; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<RaiseTaskKeys>(); }
  const std::vector<Example>& Examples() const override;

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task,
                                  TaskNode& node) const override {
    auto body = std::make_unique<RaiseBody>();
    node.always_leaves = true;
    const YamlNode& raise = *task.Find(KeysOf<RaiseTaskKeys>().raise);
    if (!parser.Expect(raise, YamlNode::Kind::kMap, "'raise'")) return body;
    const auto& keys = KeysOf<RaiseKeys>();
    parser.CheckKeys(raise, keys, "'raise'");
    const auto* error = parser.Required(raise, keys.error, "'raise'");
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
    for (const auto* part : {&type, &status, &title, &detail}) {
      if (!*part) return run.Raise(frame, part->error());
      if (const auto secret = SecretWithin(**part))
        return run.Raise(frame, SecretLeaves(*secret, "an error"));
    }
    error.type = TextOf(*type);
    error.title = TextOf(*title);
    error.detail = TextOf(*detail);
    boost::system::error_code fault;
    error.status = status->to_number<int>(fault);
    if (fault || error.type.empty())
      return run.Raise(frame,
                       ExpressionError("'raise' needs a type and a whole number as status, not " +
                                       Shown(*status)));
    if (!IsUriReference(error.type))
      return run.Raise(frame, ExpressionError("'raise' needs a URI as type, not " + Shown(*type)));
    run.Raise(frame, error);
  }
};

std::string_view RaiseTask::Description() const {
  return "Ends with an error of your own, which a `try` around it may catch; uncaught it ends the "
         "run. "
         "`instance` of the error is the task's place in the document.";
}

const std::vector<Example>& RaiseTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "An error in place, caught.",
       .document = R"(do:
  - guarded:
      try:
        - check:
            raise:
              error:
                type: https://example.com/errors/too-hot
                status: 503
                title: Too hot
                detail: ${ "It has \(.celsius) degrees." }
      catch:
        do:
          - told:
              set: {what: '${ $error.detail }'}
)",
       .input = R"({"celsius":90})",
       .output = R"({"what":"It has 90 degrees."})"},
      {.title = "An error by name.",
       .document = R"(use:
  errors:
    gone: {type: https://example.com/errors/gone, status: 410, title: Gone}
do:
  - stop:
      raise: {error: gone}
)",
       .input = "{}",
       .output = R"({"type":"https://example.com/errors/gone","status":410,"title":"Gone",)"
                 R"("instance":"/do/0/stop"})"},
  };
  return examples;
}

}  // namespace

void RegisterTask_raise(TaskRegistry& registry) { registry.Add(std::make_unique<RaiseTask>()); }

}  // namespace tocsin::workflow
