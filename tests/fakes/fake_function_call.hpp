#pragma once

#include <map>
#include <string>
#include <vector>

#include "adapters/expression/jq.hpp"
#include "workers/workflow/language/function_registry.hpp"
#include "workers/workflow/oncall/alert_rules.hpp"

namespace tocsin::workflow {

/// A call of a function outside of any engine; what it emits is kept in `emitted`.
class FakeFunctionCall final : public FunctionCall {
 public:
  struct Emitted {
    std::string type;
    std::string subject;
    json::value data;
    std::string id;
  };

  FakeFunctionCall(std::shared_ptr<const Resources> resources, json::object with)
      : resources_(std::move(resources)), arguments(std::move(with)) {}

  const RunId& Run() const override { return run; }
  const std::string& Subject() const override { return subject; }
  const std::string& Task() const override { return task; }
  TimePoint Now() const override { return now; }
  const json::value& RunInput() const override { return run_input; }
  const Resources& Catalog() const override { return *resources_; }
  const json::object& Arguments() const override { return arguments; }
  json::value Remedy(const json::value& alert) override {
    return AlertRules(Engine(), *resources_).Remedy(alert);
  }
  const Maintenance* Silencing(const json::value& alert, TimePoint at) override {
    return AlertRules(Engine(), *resources_).Silencing(alert, at);
  }
  QuestionPlace Question() const override { return place; }
  int Retry() const override { return retry; }
  std::string Iteration() const override { return iteration; }
  int Visit() const override { return visit; }
  bool QuestionEnds() const override { return question_ends; }
  bool TimedOut() const override { return timed_out; }
  void Asked(std::string_view question_id, std::string_view withdrawn_as) override {
    open_questions[std::string(question_id)] = withdrawn_as;
  }
  void Settled(std::string_view question_id) override {
    open_questions.erase(std::string(question_id));
  }
  const json::value* DecisionOf(std::string_view question_id) override {
    const auto found = decisions.find(std::string(question_id));
    return found == decisions.end() ? nullptr : &found->second;
  }
  void Await(std::string_view question_id) override { awaited.emplace_back(question_id); }
  json::array TakeCollected(std::size_t most) override {
    json::array taken;
    while (!collected.empty() && taken.size() < most) {
      taken.push_back(collected.front());
      collected.erase(collected.begin());
    }
    return taken;
  }
  std::size_t Collected() const override { return collected.size(); }
  void AwaitCollected() override { awaits_collected = true; }
  json::object& State() override { return state; }
  std::string Emit(std::string_view type, std::string_view about, Payload data) override {
    emitted.push_back({std::string(type), std::string(about), data.Json().value(),
                       "e" + std::to_string(emitted.size())});
    return emitted.back().id;
  }
  void SetTimer(std::string_view name, TimePoint at) override { timers[std::string(name)] = at; }
  void ClearTimer(std::string_view name) override { timers.erase(std::string(name)); }

 private:
  static ExpressionEngine& Engine() {
    static const auto engine = MakeJqEngine();
    return *engine;
  }
  std::shared_ptr<const Resources> resources_;

 public:
  RunId run = RunId::Derive({"run"});
  std::string subject = "a1";
  std::string task = "/do/0/ask";
  TimePoint now{};
  json::value run_input;
  json::object arguments;
  QuestionPlace place{"/do/0", 0};
  int retry = 0;
  std::string iteration;
  int visit = 0;
  bool question_ends = false;
  bool timed_out = false;
  std::map<std::string, std::string> open_questions;  ///< id to what withdraws it
  std::map<std::string, json::value> decisions;       ///< that were kept
  std::vector<std::string> awaited;
  json::array collected;
  bool awaits_collected = false;
  json::object state;
  std::vector<Emitted> emitted;
  std::map<std::string, TimePoint> timers;
};

}  // namespace tocsin::workflow
