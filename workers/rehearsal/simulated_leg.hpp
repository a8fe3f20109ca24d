#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/telephony.hpp"
#include "workers/rehearsal/callees.hpp"
#include "workers/rehearsal/scripted_person.hpp"
#include "workers/voice/reply.hpp"

namespace tocsin::rehearsal {

/// A webhook of the simulated carrier, with the number that its address carries when it brings a
/// person's answer.
struct Callback {
  CallWebhook hook;
  int turn = 0;
};

/// One leg at a carrier that exists in memory only, with a scripted person or machine at its other
/// end. Pure, in virtual time: what happens on the line comes out as webhooks, in order; their
/// answers go in as replies.
class SimulatedLeg {
 public:
  struct Order {
    std::string id;
    std::string from;
    std::string to;
    Duration ring_timeout;
    Duration time_limit;
    Duration silence;  ///< how long an answer is waited for
  };
  SimulatedLeg(Order order, CalleeBehaviour behaviour, TimePoint now);

  /// As the carrier's list of calls shows it.
  ListedCall Listed() const;
  std::optional<TimePoint> NextAt() const;
  /// The next webhook due by `now`.
  std::optional<Callback> Take(TimePoint now);
  /// The answer to a webhook that asked for instructions.
  void Play(const voice::Reply& reply, TimePoint now);
  /// The account ends the call.
  void End(TimePoint now);

 private:
  enum class Step { kInitiated, kRinging, kAnswered, kFetch, kDetected, kInput, kOver };
  struct Planned {
    TimePoint at;
    Step step = Step::kOver;
    CallStatus status = CallStatus::kCompleted;  ///< of kOver
    CallWebhook input = {};                      ///< of kInput
  };

  void Plan(Planned planned);
  void PlanOver(TimePoint at, CallStatus status) {
    Plan({.at = at, .step = Step::kOver, .status = status});
  }
  void PlanRinging(TimePoint at);
  void PlanInput(TimePoint at, std::string digits, std::string speech,
                 std::optional<double> confidence);
  void PlanAct(const ScriptedPerson::Act& act, const voice::Reply::Question& question);
  void PlanKeys(TimePoint at, const voice::Reply::Question& question);
  void Answered(TimePoint now);
  Callback StatusCallback(CallStatus status);
  Callback Over(const Planned& planned);

  Order order_;
  CalleeBehaviour behaviour_;
  ScriptedPerson person_;
  TimePoint created_;
  CallStatus status_ = CallStatus::kQueued;
  int sequence_ = 0;
  int turn_ = 0;
  std::string keys_;      ///< pressed, not yet taken
  std::string greeting_;  ///< being said by the machine
  std::optional<TimePoint> answered_at_;
  bool ending_ = false;        ///< the account has asked for the end
  std::vector<Planned> plan_;  ///< by time, then by order of planning
};

}  // namespace tocsin::rehearsal
