#include "workers/rehearsal/run_driver.hpp"

#include <algorithm>

namespace tocsin::rehearsal {
namespace {

constexpr int kMaxContinuations = 1000;

/// Everything of a transition that leaves the process or is stored.
std::string Fingerprint(const workflow::Transition& transition) {
  json::object all;
  json::array events;
  for (const auto& event : transition.events) events.push_back(ToStructured(event));
  all["events"] = std::move(events);
  json::array effects;
  for (const auto& effect : transition.effects)
    effects.push_back({effect.id.ToString(), effect.kind, effect.request});
  all["effects"] = std::move(effects);
  json::array waits;
  for (const auto& wait : transition.waits_added)
    waits.push_back({wait.id.ToString(), wait.signature, wait.value});
  all["waits"] = std::move(waits);
  all["wake_at"] = transition.wake_at ? FormatTime(*transition.wake_at) : "";
  all["output"] = transition.output;
  return CanonicalJson(all) + workflow::EncodeRun(transition.run);
}

}  // namespace

RunDriver::RunDriver(const workflow::World& world, workflow::Run run, Crashes crashes)
    : world_(world), run_(std::move(run)), crashes_(crashes) {}

Result<workflow::Run> RunDriver::Reloaded() const {
  if (run_.revision == 0) return run_;
  return workflow::DecodeRun(workflow::ToStored(run_));
}

Result<workflow::Transition> RunDriver::DecideOnce(const workflow::Input& input,
                                                   TimePoint now) const {
  if (crashes_ == Crashes::kNever) return workflow::Decide(world_, run_, input, now);
  TRY_ASSIGN(auto run, Reloaded());
  return workflow::Decide(world_, std::move(run), input, now);
}

Result<workflow::Transition> RunDriver::DecideTwice(const workflow::Input& input,
                                                    TimePoint now) const {
  TRY_ASSIGN(auto first, DecideOnce(input, now));
  if (crashes_ == Crashes::kNever) return first;
  TRY_ASSIGN(const auto second, DecideOnce(input, now));
  if (Fingerprint(first) != Fingerprint(second))
    return Fail(ErrorKind::kInternal, "deciding again after a crash gave something else",
                "rehearsal");
  return first;
}

void RunDriver::Keep(workflow::Transition transition, StepResult& result) {
  run_ = std::move(transition.run);
  wake_at_ = transition.wake_at;
  std::erase_if(waits_, [&](const WaitWrite& wait) {
    return std::ranges::find(transition.waits_removed, wait.id) != transition.waits_removed.end();
  });
  std::ranges::move(transition.waits_added, std::back_inserter(waits_));
  std::ranges::move(transition.events, std::back_inserter(result.events));
  std::ranges::move(transition.effects, std::back_inserter(result.effects));
  std::ranges::move(transition.effects_removed, std::back_inserter(result.effects_removed));
  if (!Over()) return;
  waits_.clear();
  wake_at_.reset();
  output_ = std::move(transition.output);
}

Result<StepResult> RunDriver::Apply(const workflow::Input& input, TimePoint now) {
  StepResult result;
  TRY_ASSIGN(auto transition, DecideTwice(input, now));
  bool more = transition.more;
  Keep(std::move(transition), result);
  for (int i = 0; more && !Over(); ++i) {
    if (i == kMaxContinuations)
      return Fail(ErrorKind::kInvalid,
                  "the workflow runs on without ever waiting (1,000,000 steps)", "rehearsal");
    TRY_ASSIGN(auto next, DecideTwice(workflow::Control{}, now));
    more = next.more;
    Keep(std::move(next), result);
  }
  return result;
}

}  // namespace tocsin::rehearsal
