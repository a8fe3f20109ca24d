#include <algorithm>

#include "schemas/uri_reference.hpp"
#include "workers/workflow/engine/execution.hpp"
#include "workers/workflow/engine/question.hpp"
#include "workers/workflow/engine/retry.hpp"
#include "workers/workflow/language/parser.hpp"
#include "workers/workflow/language/task_keys.hpp"
#include "workers/workflow/language/task_registry.hpp"

namespace tocsin::workflow {
namespace {

struct CaughtErrorKeys final : KeyTable {
  Key type{*this, "type", Shape::kText, "Standard types match in either of their spellings."};
  Key status{*this, "status", Shape::kInteger, "As of HTTP."};
  Key instance{*this, "instance", Shape::kText,
               "Place of the task that failed: `/do/0/guarded/try/0/fetch`."};
  Key title{*this, "title", Shape::kText, "Whole text."};
  Key detail{*this, "detail", Shape::kText, "Whole text; to look for a part of it use `when`."};
};

struct CatchErrorsKeys final : KeyTable {
  Key with{*this,
           "with",
           {Shape::kMap, KeysWithin<CaughtErrorKeys>},
           "All that is given must be equal; not empty, no expressions."};
};

struct CatchKeys final : KeyTable {
  Key errors{*this,
             "errors",
             {Shape::kMap, KeysWithin<CatchErrorsKeys>},
             "A fixed filter.",
             {.default_text = "every error"}};
  Key as{*this,
         "as",
         Shape::kText,
         "Name of the variable that holds the error.",
         {.default_text = "error"}};
  Key when{*this, "when", Shape::kExpression,
           "Only errors for which it is true; the error is `.` and `$error`."};
  Key except_when{*this, "exceptWhen", Shape::kExpression, "Not those for which it is true."};
  Key retry{*this,
            "retry",
            {Shape::kTextOrMap, KeysWithin<RetryKeys>},
            "When and how often the tasks are tried again: a name of `use.retries`, or the policy "
            "itself."};
  Key do_{*this, "do", Shape::kTasks,
          "What is done in the end; the error is at hand as variable. Its output is the task's."};
  Key then{*this, "then", Shape::kFlow,
           "Where the flow goes after an error, instead of the task's `then`."};
};

struct TryTaskKeys final : KeyTable {
  Key try_{*this, "try", Shape::kTasks, "The tasks.", {.required = true}};
  Key catch_{*this,
             "catch",
             {Shape::kMap, KeysWithin<CatchKeys>},
             "What is caught, and what is done about it; empty (`{}`) takes every error.",
             {.required = true}};
};

constexpr std::size_t kTryList = 0;
constexpr std::size_t kCatchList = 1;

struct TryBody final : TaskBody {
  json::object with;  ///< errors.with
  std::string as = "error";
  std::optional<ExpressionId> when, except_when;
  std::optional<RetryPolicy> retry;
  std::optional<Flow> then;  ///< catch.then
};

bool FilterFits(const json::object& filter, const json::object& error) {
  return std::ranges::all_of(filter, [&](const auto& member) {
    const auto* actual = error.if_contains(member.key());
    if (actual == nullptr) return false;
    if (member.key() == json::string_view(KeysOf<CaughtErrorKeys>().type) && actual->is_string() &&
        member.value().is_string())
      return SameErrorType(member.value().get_string(), actual->get_string());
    return CanonicalJson(member.value()) == CanonicalJson(*actual);
  });
}

/// `try`: tasks whose errors `catch` may take, retry or handle.
class TryTask final : public TaskType {
 public:
  std::string_view Key() const override { return KeysOf<TryTaskKeys>().try_; }
  std::string_view Description() const override;
  const FieldTable& Keys() const override { return KeysOf<TryTaskKeys>(); }
  const std::vector<Example>& Examples() const override;

  std::unique_ptr<TaskBody> Parse(Parser& parser, const YamlNode& task,
                                  TaskNode& node) const override {
    auto body = std::make_unique<TryBody>();
    node.lists.push_back(
        parser.Tasks(*task.Find(KeysOf<TryTaskKeys>().try_), node.reference + "/try"));
    const auto& catch_ = KeysOf<TryTaskKeys>().catch_;
    const auto& keys = KeysOf<CatchKeys>();
    const auto* handler = parser.Required(task, catch_, "a 'try' task");
    if (handler == nullptr || !parser.Expect(*handler, YamlNode::Kind::kMap, catch_.Quoted()))
      return body;
    parser.CheckKeys(*handler, keys, "'catch'");
    if (const auto* errors = handler->Find(keys.errors)) ParseFilter(parser, *errors, *body);
    if (const auto* as = handler->Find(keys.as)) body->as = parser.VariableName(*as, "'catch.as'");
    const Parser::Variables with_error(parser, {body->as});
    if (const auto* when = handler->Find(keys.when))
      body->when = parser.Expression(*when, keys.when.Quoted());
    if (const auto* except = handler->Find(keys.except_when))
      body->except_when = parser.Expression(*except, keys.except_when.Quoted());
    if (const auto* retry = handler->Find(keys.retry)) ParseRetry(parser, *retry, *body);
    if (const auto* tasks = handler->Find(keys.do_))
      node.lists.push_back(parser.Tasks(*tasks, node.reference + "/catch/do"));
    CheckHandles(parser, *handler);
    if (const auto* then = handler->Find(keys.then)) {
      body->then = parser.FlowTo(*then);
      node.own_flows.push_back(*body->then);
    }
    return body;
  }

  void Begin(Execution& run, Frame& frame) const override {
    if (auto rounds = RoundsWithin(run.State(), *frame.node); !rounds.empty())
      frame.data["rounds"] = std::move(rounds);
    Attempt(run, frame);
  }

  void OnListDone(Execution& run, Frame& frame, std::size_t list,
                  json::value output) const override {
    const auto& body = BodyOf(frame);
    if (list == kCatchList)
      return run.Complete(frame, std::move(output), body.then.value_or(frame.node->then));
    run.Complete(frame, std::move(output));
  }

  bool OnChildError(Execution& run, Frame& frame, std::size_t list,
                    const json::object& error) const override {
    return list == kTryList && Catch(run, frame, error);
  }

  void OnTimer(Execution& run, Frame& frame, std::string_view name) const override {
    if (name == "retry") return Attempt(run, frame);
    run.CancelChildren(frame);
    const auto error = ErrorObject(
        TimeoutError("the attempt took longer than limit.attempt.duration"), frame.node->reference);
    if (!Catch(run, frame, error)) run.Fail(frame, error);
  }

  std::optional<int> Retries(const Frame& frame) const override {
    return static_cast<int>(RetriesOf(frame));
  }

 private:
  static const TryBody& BodyOf(const Frame& frame) {
    return static_cast<const TryBody&>(*frame.node->body);
  }

  static void CheckHandles(Parser& parser, const YamlNode& handler) {
    const auto& keys = KeysOf<CatchKeys>();
    for (const auto* key : {&keys.retry, &keys.do_, &keys.then})
      if (handler.Find(*key) != nullptr) return;
    parser.Warn(handler.mark,
                "this 'catch' has neither 'do' nor 'retry': the errors it takes disappear, and the "
                "flow goes on with the task's input; say 'then: continue' if that is meant");
  }

  void ParseFilter(Parser& parser, const YamlNode& errors, TryBody& body) const {
    if (!parser.Expect(errors, YamlNode::Kind::kMap, "'errors'")) return;
    const auto& keys = KeysOf<CaughtErrorKeys>();
    parser.CheckKeys(errors, KeysOf<CatchErrorsKeys>(), "'errors'");
    const auto* with = errors.Find(KeysOf<CatchErrorsKeys>().with);
    if (with == nullptr || !parser.Expect(*with, YamlNode::Kind::kMap, "'errors.with'")) return;
    parser.CheckKeys(*with, keys, "'errors.with'");
    if (with->members.empty()) parser.Error(with->mark, "'errors.with' must not be empty");
    for (const auto& member : with->members) {
      const auto kind =
          member.key == keys.status.Name() ? YamlNode::Kind::kInteger : YamlNode::Kind::kString;
      if (!parser.Expect(member.value, kind, "'" + member.key + "'")) continue;
      if (member.key == keys.type.Name() && !IsExpression(member.value.text) &&
          !IsUriReference(member.value.text))
        parser.Warn(member.value.mark, "'type' of an error is a URI: '" + member.value.text +
                                           "' is none and fits no error");
      if (IsExpression(member.value.text))
        parser.Error(member.value.mark,
                     "'errors.with' is a static filter; use 'when' for an expression");
      body.with[member.key] = member.value.ToJson();
    }
  }

  static void ParseRetry(Parser& parser, const YamlNode& retry, TryBody& body) {
    if (retry.kind != YamlNode::Kind::kString) {
      body.retry = ParseRetryPolicy(parser, retry);
    } else if (const auto* named = parser.Reusable(retry, parser.retries, "use.retries")) {
      body.retry = *named;
    }
  }

  static void Attempt(Execution& run, Frame& frame) {
    const auto& retry = BodyOf(frame).retry;
    if (retry && retry->attempt_duration) {
      const auto length = run.Length(*retry->attempt_duration, frame.input, frame);
      if (!length) return run.Raise(frame, length.error());
      run.SetTimer(frame, "attempt", run.Now() + *length);
    }
    run.BeginList(frame, kTryList, frame.input);
  }

  /// True when the error is dealt with, also by raising another one.
  static bool Catch(Execution& run, Frame& frame, const json::object& error) {
    const auto& body = BodyOf(frame);
    run.ClearTimer(frame, "attempt");
    if (!FilterFits(body.with, error)) return false;
    frame.variables["error"] = error;
    frame.variables[body.as] = error;
    const auto wanted = Passes(run, frame, body.when, body.except_when, error);
    if (!wanted) return run.Raise(frame, wanted.error()), true;
    if (!*wanted) return false;
    if (body.retry) {
      const auto delay = RetryDelay(run, frame, *body.retry, error);
      if (!delay) return run.Raise(frame, delay.error()), true;
      if (*delay) return Retry(run, frame, **delay), true;
    }
    if (frame.node->lists.size() > kCatchList) {
      run.BeginList(frame, kCatchList, frame.input);
      return true;
    }
    // Retries alone handle nothing: an error that outlives them goes on outwards.
    if (body.retry && !body.then) return false;
    run.Complete(frame, frame.input, body.then.value_or(frame.node->then));
    return true;
  }

  static void Retry(Execution& run, Frame& frame, Duration delay) {
    const auto number = RetriesOf(frame) + 1;
    frame.data["retries"] = number;
    const auto* rounds = frame.data.if_contains("rounds");
    RestoreRounds(run.State(), *frame.node,
                  rounds == nullptr ? json::object() : rounds->as_object());
    run.Note(frame, "retried", {{"attempt", number}, {"delay", FormatDuration(delay)}});
    run.Tell("retried", frame);
    if (delay == Duration{0}) return Attempt(run, frame);
    run.SetTimer(frame, "retry", run.Now() + delay);
  }
};

std::string_view TryTask::Description() const {
  return "Tasks whose errors are taken here. An error that fits is tried again while `retry` "
         "allows, "
         "then `catch.do` runs and the flow goes on. With `retry` and without `catch.do` (or "
         "`catch.then`) an error that outlives its retries, or may not be retried, goes on "
         "outwards; "
         "with neither the error is dropped (lint warns) and the output is the task's input. An "
         "error that does not fit goes on outwards. [Errors](errors.md) lists the types.";
}

const std::vector<Example>& TryTask::Examples() const {
  static const std::vector<Example> examples = {
      {.title = "Three tries, growing pauses, then something else.",
       .document = R"(schedule:
  on: {one: {with: {type: com.example.price.asked}}}
do:
  - guarded:
      try:
        - fetch:
            call: http
            with: {method: get, endpoint: https://api.example.com/price}
      catch:
        errors:
          with: {type: https://open-workflow-specification.org/spec/1.0.0/errors/communication}
        as: fault
        when: .status >= 500
        exceptWhen: .status == 501
        retry:
          when: .status != 505
          exceptWhen: .status == 506
          delay: 2s
          backoff: {exponential: {}}
          jitter: {from: 0s, to: 500ms}
          limit:
            attempt: {count: 2, duration: 10s}
            duration: 1m
        do:
          - unknown:
              set: {price: null, why: '${ $fault.title }'}
        then: end
)",
       .test = R"(given:
  - event: {type: com.example.price.asked}
mocks:
  fetch: {status: 503}
expect:
  output: {price: null, why: HTTP status 503}
)"},
      {.title = "Any error, a policy by name.",
       .document = R"(use:
  retries:
    twice: {delay: {milliseconds: 1}, limit: {attempt: {count: 2}}}
do:
  - guarded:
      try:
        - stop:
            raise: {error: {type: https://example.com/errors/no, status: 500}}
      catch:
        retry: twice
        do:
          - over:
              set: {gave_up: true}
)",
       .input = "{}",
       .output = R"({"gave_up":true})"},
  };
  return examples;
}

}  // namespace

void RegisterTask_try(TaskRegistry& registry) { registry.Add(std::make_unique<TryTask>()); }

}  // namespace tocsin::workflow
