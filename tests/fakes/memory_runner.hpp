#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/expression/jq.hpp"
#include "workers/workflow/engine/decide.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/alert_rules.hpp"

namespace tocsin::fakes {

/// A jq engine for the whole test program: what it checked once it knows.
inline ExpressionEngine& TestEngine() {
  static const auto engine = MakeJqEngine();
  return *engine;
}

/// Drives Decide for the unit tests of the language, which ask after single transitions: it keeps
/// what a transition leaves (waits, effects, events) in lists, and gives the next input. No store,
/// no bus, no worker: what those do is rehearsal::World's, and a test that needs it uses that.
/// Every step is decided twice and its state goes through EncodeRun and DecodeRun, so that a
/// difference fails the test.
class MemoryRunner {
 public:
  using Http = std::function<json::value(const json::value& request)>;

  explicit MemoryRunner(std::string_view yaml, workflow::FunctionRegistry functions = {})
      : functions_(std::move(functions)), resources_(workflow::ParseResources({}, "").resources) {
    parsed_ =
        workflow::ParseDefinition(yaml, "test.yaml", TestEngine(), functions_, resources_.get());
    if (parsed_.definition == nullptr) {
      std::string text = "the workflow does not parse:";
      for (const auto& finding : parsed_.findings) text += '\n' + FormatFinding(finding);
      throw std::runtime_error(text);
    }
    program_ = TestEngine().Load(parsed_.definition->Expressions());
    Renew();
  }

  /// A new run of the same workflow; what the old one did is forgotten.
  void Renew() {
    run_ = workflow::Run{};
    run_.id = RunId::Derive({"test", parsed_.definition->Name()});
    run_.subject = "subject-1";
    run_.causation = "cause-1";
    run_.started_at = now_;
    waits_.clear();
    effects_.clear();
    events.clear();
    history.clear();
    lifecycle.clear();
    wake_at_.reset();
    more_ = false;
  }

  /// Only these secrets are configured; all are without it.
  void KnowSecrets(std::set<std::string, std::less<>> names) {
    has_secret_ = [names = std::move(names)](std::string_view name) {
      return names.contains(name);
    };
  }
  /// Answers "http" effects; without it they stay open.
  void OnHttp(Http http) { http_ = std::move(http); }
  const workflow::Definition& Definition() const { return *parsed_.definition; }
  ExpressionProgram& Program() { return *program_; }
  workflow::World World() const {
    return {.definition = *parsed_.definition,
            .program = *program_,
            .resources = *resources_,
            .alert_rules = *alert_rules_,
            .functions = functions_,
            .has_secret = has_secret_ ? &has_secret_ : nullptr};
  }

  /// Starts and goes on until the run is over or waits for something that is not a timer.
  MemoryRunner& Run(json::value input) {
    Give(workflow::Start{std::move(input)});
    return Settle();
  }
  /// Starts this run and does not let time pass.
  MemoryRunner& Begin(workflow::Run run, json::value input) {
    run_ = std::move(run);
    return Start(std::move(input));
  }
  /// Starts and does not let time pass.
  MemoryRunner& Start(json::value input) {
    Give(workflow::Start{std::move(input)});
    return Work();
  }
  /// Lets time pass up to `length`, firing timers.
  MemoryRunner& Advance(Duration length) {
    const TimePoint until = now_ + length;
    while (!Over() && wake_at_ && *wake_at_ <= until) {
      now_ = std::max(now_, *wake_at_);
      Give(workflow::TimerFired{});
      Work();
    }
    now_ = until;
    return *this;
  }
  /// Jumps from timer to timer until the run is over or there is none left.
  MemoryRunner& Settle(int bound = 1'000) {
    Work();
    while (!Over() && wake_at_ && bound-- > 0) {
      now_ = std::max(now_, *wake_at_);
      Give(workflow::TimerFired{});
      Work();
    }
    return *this;
  }
  /// Mail: to the waits whose signature and value fit, as the store would match them. How many took
  /// part.
  int Publish(const Event& event) {
    int matches = 0;
    for (const auto& [id, wait] : std::map(waits_)) {
      const auto value = Definition().CorrelationValue(wait.signature, event, *program_);
      if (!value || !*value || **value != wait.value) continue;
      ++matches;
      Give(workflow::EventArrived{event, id});
      Work();
    }
    return matches;
  }
  /// An answer to the `n`-th event that the run emitted.
  MemoryRunner& Reply(std::size_t n, std::string_view type, const json::value& data) {
    Event event;
    event.id = "reply-" + std::to_string(++replies_);
    event.source = "/test";
    event.type = type;
    event.data = json::serialize(data);
    event.extensions["causationid"] = events.at(n).id;
    Give(workflow::EventArrived{event, std::nullopt});
    return Work();
  }
  MemoryRunner& Give(const workflow::Input& input) {
    if (IsOver(run_.status) && !workflow::IsRetry(input))
      throw std::runtime_error("the run is over");
    auto transition = Twice(input);
    Take(std::move(transition));
    return *this;
  }
  /// Answers effects and continues until nothing is to be done at this moment.
  MemoryRunner& Work() {
    while (!Over()) {
      if (more_) {
        Give(workflow::Control{});
      } else if (http_ && !effects_.empty()) {
        const auto effect = effects_.front();
        Give(workflow::EffectResult{effect.id, http_(effect.request)});
      } else {
        break;
      }
    }
    return *this;
  }

  bool Over() const { return IsOver(run_.status); }
  RunStatus Status() const { return run_.status; }
  TimePoint Now() const { return now_; }
  void SetNow(TimePoint now) { now_ = now; }
  const workflow::Run& State() const { return run_; }
  std::optional<TimePoint> WakeAt() const { return wake_at_; }
  bool More() const { return more_; }
  const std::map<Uuid, WaitWrite>& Waits() const { return waits_; }
  const std::deque<workflow::EffectRequest>& Effects() const { return effects_; }

  /// References of the tasks that the history says this of, in order.
  std::vector<std::string> Tasks(std::string_view what) const {
    std::vector<std::string> out;
    for (const auto& entry : history)
      if (entry.at("what").as_string() == what) out.emplace_back(entry.at("task").as_string());
    return out;
  }

  std::vector<Event> events;
  std::vector<Event> lifecycle;
  json::array history;
  json::value output;
  int decisions = 0;

 private:
  workflow::Transition Twice(const workflow::Input& input) {
    auto copy = workflow::DecodeRun(workflow::ToStored(run_));
    if (!copy) throw std::runtime_error(copy.error().message);
    auto first = workflow::Decide(World(), std::move(run_), input, now_);
    auto second = workflow::Decide(World(), *std::move(copy), input, now_);
    ++decisions;
    if (!first || !second)
      throw std::runtime_error("deciding: " + (first ? second : first).error().message);
    if (Fingerprint(*first) != Fingerprint(*second))
      throw std::runtime_error("two decisions differ:\n" + Fingerprint(*first) + "\n" +
                               Fingerprint(*second));
    return *std::move(first);
  }

  static std::string Fingerprint(const workflow::Transition& t) {
    std::string out = EncodeRun(t.run) + std::to_string(static_cast<int>(t.run.status)) +
                      std::to_string(t.run.revision);
    for (const auto& event : t.events) out += json::serialize(ToStructured(event));
    for (const auto& effect : t.effects)
      out += effect.id.ToString() + json::serialize(effect.request);
    for (const auto& effect : t.effects_removed) out += effect.ToString();
    for (const auto& wait : t.waits_added) out += wait.id.ToString() + wait.signature + wait.value;
    for (const auto& wait : t.waits_removed) out += wait.ToString();
    if (t.wake_at) out += FormatTime(*t.wake_at);
    for (const auto& step : t.lifecycle)
      out += std::string(step.what) + step.task + json::serialize(EncodeJson(step.more.error)) +
             std::string(step.more.status) + json::serialize(step.more.keys);
    return out + (t.more ? "more" : "") + json::serialize(t.history) + json::serialize(t.output);
  }

  void Take(workflow::Transition transition) {
    run_ = std::move(transition.run);
    for (auto& event : transition.events) events.push_back(std::move(event));
    for (const auto& id : transition.effects_removed)
      std::erase_if(effects_, [&](const auto& effect) { return effect.id == id; });
    for (auto& effect : transition.effects) effects_.push_back(std::move(effect));
    for (const auto& id : transition.waits_removed) waits_.erase(id);
    for (auto& wait : transition.waits_added) waits_[wait.id] = std::move(wait);
    for (auto& entry : transition.history) history.push_back(std::move(entry));
    for (auto& event :
         workflow::LifecycleEvents(Definition(), run_, std::move(transition.lifecycle), now_))
      lifecycle.push_back(std::move(event));
    wake_at_ = transition.wake_at;
    more_ = transition.more;
    output = std::move(transition.output);
  }

  workflow::Functions functions_;
  std::shared_ptr<const workflow::Resources> resources_;
  std::unique_ptr<workflow::AlertRules> alert_rules_ =
      std::make_unique<workflow::AlertRules>(TestEngine(), *resources_);
  std::function<bool(std::string_view)> has_secret_;
  workflow::ParsedDefinition parsed_;
  std::unique_ptr<ExpressionProgram> program_;
  workflow::Run run_;
  TimePoint now_ = ParseTime("2026-03-07T01:10:00Z").value();
  std::optional<TimePoint> wake_at_;
  bool more_ = false;
  std::map<Uuid, WaitWrite> waits_;
  std::deque<workflow::EffectRequest> effects_;
  Http http_;
  int replies_ = 0;
};

}  // namespace tocsin::fakes
