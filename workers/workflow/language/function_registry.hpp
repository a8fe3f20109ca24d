#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "schemas/event.hpp"
#include "schemas/ids.hpp"
#include "schemas/json.hpp"
#include "schemas/time.hpp"
#include "schemas/yaml.hpp"
#include "workers/workflow/language/keys.hpp"

namespace tocsin::workflow {

struct Maintenance;
class Resources;

/// An error that a function raises into the workflow, where `try/catch` may meet it.
struct RaisedError {
  std::string type;  ///< URI; the standard ones are in errors.hpp
  int status = 500;
  std::string title = {};
  std::string detail = {};
};
/// The function goes on waiting for events or timers.
struct StillWaiting {};
/// A workflow does the work: its output is the function's, what it raises is raised.
struct RunsWorkflow {
  json::object input;
};
/// Waiting, an output, or an error.
using FunctionOutcome = std::variant<StillWaiting, json::value, RaisedError, RunsWorkflow>;

/// A workflow as `run: workflow` names it.
struct WorkflowName {
  std::string space, name;
  std::string version = "latest";  ///< whichever is in force
};

/// Which question a call belongs to (core: identities): the outermost `for` around the task, or the
/// task itself, without iteration and retry; `round` rises (0, 1, ...) when the flow enters that
/// place again other than by `retry`.
struct QuestionPlace {
  std::string reference;
  int round = 0;
};

/// One running call of a function, as the engine shows it. Valid during one hook only.
class FunctionCall {
 public:
  virtual ~FunctionCall() = default;

  virtual const RunId& Run() const = 0;
  virtual const std::string& Subject() const = 0;  ///< of the run: record key of what it emits
  virtual const std::string& Task() const = 0;     ///< JSON pointer of the calling task
  virtual TimePoint Now() const = 0;
  /// `$workflow.input`: of a run that an event started, a list with the event's data.
  virtual const json::value& RunInput() const = 0;
  virtual const Resources& Catalog() const = 0;  ///< contacts, policies, calendars, actions
  /// What approving an alert would do: {name, parameters, resource}, or null (AlertRules).
  virtual json::value Remedy(const json::value& alert) = 0;
  /// The window of maintenance in which an alert rings nobody; nullptr: none (AlertRules).
  virtual const Maintenance* Silencing(const json::value& alert, TimePoint at) = 0;
  virtual const json::object& Arguments()
      const = 0;  ///< `with`, evaluated; kept for the length of the call

  virtual QuestionPlace Question() const = 0;
  /// Retries so far of the innermost `try` around the task: 0 on the first go.
  virtual int Retry() const = 0;
  /// Iterations of the `for` tasks around, outermost first: "2" or "0/3"; empty outside of any.
  virtual std::string Iteration() const = 0;
  /// How often this task was begun in this run before: every Begin has its own (Task, Visit).
  virtual int Visit() const = 0;

  /// In OnCancel: whether the place of the question ends with this call (its branch lost, the run
  /// ends), rather than this call alone (a timeout within the ladder).
  virtual bool QuestionEnds() const = 0;
  /// In OnCancel: whether it is because time ran out, of this call or of something around it.
  virtual bool TimedOut() const = 0;

  /// The run asks this question from now on. Unless it is Settled before, all its calls are
  /// withdrawn as the run ends: as `unanswered`, as `expired` where time ran out over its place, or
  /// as `withdrawn_as` where its place lost against another branch.
  virtual void Asked(std::string_view question_id, std::string_view withdrawn_as) = 0;
  virtual void Settled(std::string_view question_id) = 0;
  /// The final decision of a question that this run asks (data of tocsin.decision.made), where it
  /// came while nobody waited for it; nullptr: none did.
  virtual const json::value* DecisionOf(std::string_view question_id) = 0;
  /// What is decided of the question comes to OnEvent, where no other call awaits it by its events.
  virtual void Await(std::string_view question_id) = 0;

  /// Data of the events that were collected for the run (`onDuplicate: collect`), the oldest, at
  /// most so many; they are its own from now on.
  virtual json::array TakeCollected(std::size_t most) = 0;
  /// How many wait.
  virtual std::size_t Collected() const = 0;
  /// OnEvent is called when the next one comes.
  virtual void AwaitCollected() = 0;

  /// What the function remembers between hooks; stored with the run. Empty at Begin.
  virtual json::object& State() = 0;

  /// Emits an event with such data (events::Written). The engine adds id, source, time,
  /// traceparent, runid and causationid. Returns the id: events whose `causationid` is the id of an
  /// event emitted by this call come to OnEvent. An empty subject is the run's.
  virtual std::string Emit(std::string_view type, std::string_view subject, Payload data) = 0;

  /// OnTimer(name) is due at `at`; a timer of the same name is moved.
  virtual void SetTimer(std::string_view name, TimePoint at) = 0;
  virtual void ClearTimer(std::string_view name) = 0;
};

/// Lint of one literal `with` of a call. Names and types of the fields are checked already.
struct FunctionCheck {
  const YamlNode& with;        ///< a map, expressions still as text
  const Resources* resources;  ///< may be null: then names in resources cannot be checked
  std::function<void(Mark, std::string)> error;
  std::function<void(Mark, std::string)> warn;

  /// The value at a key when it is a literal, or nullptr when it is absent or an expression "${ ...
  /// }".
  const YamlNode* Literal(std::string_view key) const;
};

/// A function of the catalog. Stateless and shared between threads: what a call remembers is in
/// FunctionCall::State. Hooks are pure (no I/O, clock or randomness) and never throw.
class Function {
 public:
  virtual ~Function() = default;
  virtual std::string_view Name() const = 0;  ///< as in `call: NAME`
  virtual std::string_view Description() const = 0;
  virtual const FieldTable& Fields() const = 0;  ///< of `with`: a KeyTable
  virtual const FieldTable& Output() const = 0;
  /// What it raises of its own, beside the standard errors.
  virtual const std::vector<ErrorMeaning>& Errors() const;
  virtual const std::vector<Example>& Examples() const = 0;
  /// The workflow that does its work (RunsWorkflow): a file that people read and may replace, whose
  /// `input.schema` says which arguments there are; `Fields` are those of the file that comes with
  /// the program.
  virtual std::optional<WorkflowName> Workflow() const { return std::nullopt; }
  /// Whether a call of it is a question to a person: branches that compete ask it together.
  virtual bool AsksPerson() const { return false; }

  virtual FunctionOutcome Begin(FunctionCall& call) const = 0;
  virtual FunctionOutcome OnEvent(FunctionCall&, const Event&) const { return StillWaiting{}; }
  virtual FunctionOutcome OnTimer(FunctionCall&, std::string_view /*name*/) const {
    return StillWaiting{};
  }
  /// The call ends early: its branch lost, timed out, or the run is cancelled. May emit.
  virtual void OnCancel(FunctionCall&) const {}

  virtual void Check(const FunctionCheck&) const {}
};

/// Where the files of workers/workflow/functions put themselves: void
/// RegisterFunction_<stem>(FunctionRegistry&).
class FunctionRegistry {
 public:
  void Add(std::unique_ptr<Function> function) { functions_.push_back(std::move(function)); }
  std::vector<std::shared_ptr<const Function>> Take() { return std::exchange(functions_, {}); }

 private:
  std::vector<std::shared_ptr<const Function>> functions_;
};

/// The catalog: immutable, thread-safe.
class Functions {
 public:
  explicit Functions(FunctionRegistry registry);
  const Function* Find(std::string_view name) const;
  std::vector<std::string_view> Names() const;  ///< sorted
  /// These, with a function in the place of the one of its name.
  Functions With(std::shared_ptr<const Function> function) const;

 private:
  std::map<std::string, std::shared_ptr<const Function>, std::less<>> by_name_;
};

/// Generated: every file of workers/workflow/functions.
void RegisterFunctionAll(FunctionRegistry& registry);

}  // namespace tocsin::workflow
