#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "workers/workflow/decide.hpp"

namespace tocsin::rehearsal {

/// Whether each step is also taken the way a crash would make it go.
enum class Crashes { kNever, kEverywhere };

/// What one input led to, the continuations of a long step included.
struct StepResult {
  std::vector<Event> events;
  std::vector<workflow::EffectRequest> effects;
  std::vector<EffectId> effects_removed;
};

/// One run in memory. Not thread-safe; the parts of the world must outlive it.
class RunDriver {
 public:
  RunDriver(const workflow::World& world, workflow::Run run, Crashes crashes);

  /// Decides and keeps the next state. With Crashes::kEverywhere every state goes through its
  /// stored form, and every step is decided twice from there: kInternal when the second time gives
  /// something else.
  Result<StepResult> Apply(const workflow::Input& input, TimePoint now);

  const workflow::Run& Current() const { return run_; }
  bool Over() const { return IsOver(run_.status); }
  std::optional<TimePoint> WakeAt() const { return wake_at_; }
  const std::vector<WaitWrite>& Waits() const { return waits_; }
  const json::value& Output() const {
    return output_;
  }  ///< when Over(): the output or the error object

 private:
  Result<workflow::Transition> DecideOnce(const workflow::Input& input, TimePoint now) const;
  Result<workflow::Transition> DecideTwice(const workflow::Input& input, TimePoint now) const;
  Result<workflow::Run> Reloaded() const;
  void Keep(workflow::Transition transition, StepResult& result);

  workflow::World world_;
  workflow::Run run_;
  Crashes crashes_;
  std::optional<TimePoint> wake_at_;
  std::vector<WaitWrite> waits_;
  json::value output_;
};

}  // namespace tocsin::rehearsal
