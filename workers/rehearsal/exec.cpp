#include "workers/rehearsal/exec.hpp"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <set>

#include "schemas/topics.hpp"
#include "workers/rehearsal/masking.hpp"
#include "workers/rehearsal/run_driver.hpp"
#include "workers/workflow/effect_result.hpp"
#include "workers/workflow/errors.hpp"
#include "workers/workflow/oncall/remedy.hpp"

namespace tocsin::rehearsal {
namespace {

/// Where network threads leave answers; lives as long as any call is under way.
class AnswerBox {
 public:
  void Put(EffectId id, json::value result) {
    const std::lock_guard lock(mutex_);
    answers_.push_back({id, std::move(result)});
    filled_.notify_one();
  }
  /// The next answer, or nothing after `most`.
  std::optional<workflow::EffectResult> Take(Duration most) {
    std::unique_lock lock(mutex_);
    if (!filled_.wait_for(lock, most, [&] { return !answers_.empty(); })) return std::nullopt;
    auto answer = std::move(answers_.front());
    answers_.pop_front();
    return answer;
  }

 private:
  std::mutex mutex_;
  std::condition_variable filled_;
  std::deque<workflow::EffectResult> answers_;
};

class ExecRun {
 public:
  ExecRun(const workflow::Definition& definition, const ExecServices& services)
      : services_(services),
        program_(services.engine.Load(definition.Expressions())),
        remedies_(services.engine, services.resources),
        has_secret_(
            [&services](std::string_view name) { return services.secrets(name).has_value(); }),
        driver_({.definition = definition,
                 .program = *program_,
                 .resources = services.resources,
                 .remedies = remedies_,
                 .functions = services.functions,
                 .has_secret = &has_secret_},
                NewRun(services), Crashes::kNever) {}

  Result<ExecOutcome> Run(const json::value& input) {
    TRY(Apply(workflow::Start{input}));
    while (!driver_.Over()) {
      if (driver_.WakeAt() && *driver_.WakeAt() <= services_.clock.Now()) {
        TRY(Apply(workflow::TimerFired{}));
        continue;
      }
      if (open_.empty() && !driver_.WakeAt()) return Stuck();
      if (const auto answer = box_->Take(UntilNext())) {
        open_.erase(answer->id);
        TRY(Apply(*answer));
      }
    }
    return ExecOutcome{driver_.Current().status == RunStatus::kCompleted, driver_.Output()};
  }

 private:
  static workflow::Run NewRun(const ExecServices& services) {
    workflow::Run run;
    run.id = RunId(RandomUuid());
    run.subject = run.id.ToString();
    run.started_at = services.clock.Now();
    return run;
  }

  /// An hour at most, so that a clock that was set is noticed.
  Duration UntilNext() const {
    const Duration most = std::chrono::hours(1);
    if (!driver_.WakeAt()) return most;
    const Duration left = *driver_.WakeAt() - services_.clock.Now();
    return std::clamp(left, Duration(0), most);
  }

  Status Apply(const workflow::Input& input) {
    TRY_ASSIGN(const auto step, driver_.Apply(input, services_.clock.Now()));
    for (const auto& event : step.events) Log(event);
    for (const auto& id : step.effects_removed) open_.erase(id);
    for (const auto& effect : step.effects) Send(effect);
    return {};
  }

  void Log(const Event& event) {
    json::value shown = ToStructured(event);
    if (event.type == type::kCallRequested) MaskPhoneAt(shown, {"data", "to", "phone"});
    services_.log << JsonText(shown) << "\n" << std::flush;
  }

  void Send(const workflow::EffectRequest& effect) {
    open_.insert(effect.id);
    if (effect.kind != "http")
      return box_->Put(effect.id,
                       workflow::FailedResult(
                           {ErrorKind::kInvalid, "'" + effect.kind + "' is not possible in exec"}));
    auto call = workflow::ToHttpCall(effect.request, services_.secrets);
    if (!call) return box_->Put(effect.id, workflow::FailedResult(call.error()));
    services_.http.Send(*std::move(call), [box = box_, id = effect.id](const HttpOutcome& outcome) {
      box->Put(id, workflow::HttpResult(outcome));
    });
  }

  static ExecOutcome Stuck() {
    const auto error = workflow::RuntimeError(
        "the run waits for an event, and there is no bus in exec; try it in a *_test.yaml with "
        "given events");
    return {false, workflow::ErrorObject(error, "/")};
  }

  const ExecServices& services_;
  std::unique_ptr<ExpressionProgram> program_;
  workflow::Remedies remedies_;
  std::function<bool(std::string_view)> has_secret_;
  RunDriver driver_;
  std::set<EffectId> open_;
  // Shared with the completion of every call under way: one may come after the run is over.
  std::shared_ptr<AnswerBox> box_ = std::make_shared<AnswerBox>();
};

/// Such a workflow reads its event as the first of a list: anything else ends in a riddle of jq's.
ExecOutcome NotAnEvent(const workflow::Definition& definition, const std::string& wanted) {
  const auto types = definition.StartTypes();
  const std::string type = types.empty() || types.front().empty() ? "" : ' ' + types.front();
  const auto error = workflow::ValidationError("this workflow starts by an event" + type +
                                               ": give its input as a list of that event, " +
                                               wanted + ", for example: echo '" + wanted +
                                               "' | tocsin exec FILE --input -; or give events "
                                               "in a *_test.yaml and run tocsin test");
  return {false, workflow::ErrorObject(error, "/")};
}

}  // namespace

Result<ExecOutcome> ExecWorkflow(const workflow::Definition& definition, const json::value& input,
                                 const ExecServices& services) {
  const auto wanted = definition.StartInput();
  if (!wanted.empty() && !input.is_array()) return NotAnEvent(definition, wanted);
  return ExecRun(definition, services).Run(input);
}

}  // namespace tocsin::rehearsal
