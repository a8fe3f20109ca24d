#pragma once

#include <optional>
#include <string>
#include <vector>

#include "adapters/telephony.hpp"
#include "workers/rehearsal/callees.hpp"
#include "workers/rehearsal/scripted_person.hpp"

namespace tocsin::rehearsal {

/// A webhook of the simulated carrier and the address that it goes to.
struct Callback {
  CallWebhook hook;
  std::string url;
};

/// One leg at a carrier that exists in memory only, with a scripted person or machine at its other
/// end. Pure, in virtual time: what happens on the line comes out as webhooks, in order; their
/// answers go in as instructions.
class SimulatedLeg {
 public:
  SimulatedLeg(std::string id, PlaceCall order, CalleeBehaviour behaviour, TimePoint now);
  /// Somebody calls: `order.from` a number of ours, `order.to`. Who has no behaviour stays on the
  /// line and says nothing.
  static SimulatedLeg Inbound(std::string id, PlaceCall order, CalleeBehaviour behaviour,
                              TimePoint now);

  const std::string& Id() const { return id_; }
  /// CalleeBehaviour::reason
  const std::string& Reason() const { return behaviour_.reason; }
  /// As the carrier's list of calls shows it.
  ListedCall Listed() const;
  std::optional<TimePoint> NextAt() const;
  /// The next webhook due by `now`.
  std::optional<Callback> Take(TimePoint now);
  /// The answer to a webhook that asked for instructions.
  void Play(const Instructions& instructions, TimePoint now);
  /// The account ends the call.
  void End(TimePoint now);
  /// The account has a live call fetch what comes next from `url`.
  void Move(std::string url, TimePoint now);

 private:
  /// kSaid: all was said and nothing is asked.
  enum class Step { kInitiated, kRinging, kAnswered, kFetch, kDetected, kInput, kSaid, kOver };
  struct Planned {
    TimePoint at;
    Step step = Step::kOver;
    CallStatus status = CallStatus::kCompleted;  ///< of kOver
    CallWebhook input = {};                      ///< of kInput
    std::string url = {};                        ///< of kFetch
  };

  struct FromOutside {};
  SimulatedLeg(std::string id, PlaceCall order, CalleeBehaviour behaviour, TimePoint now,
               FromOutside);
  void Plan(Planned planned);
  void PlanOver(TimePoint at, CallStatus status) {
    Plan({.at = at, .step = Step::kOver, .status = status});
  }
  void PlanRinging(TimePoint at);
  void PlanInput(TimePoint at, std::string digits, std::string speech,
                 std::optional<double> confidence);
  void Listen(const Ask& ask, const std::string& text, TimePoint now, TimePoint said);
  void PlanAct(const ScriptedPerson::Act& act, const Ask& ask);
  void PlanKeys(TimePoint at, const Ask& ask);
  /// What the call was to do next is done no more.
  void Interrupt();
  void Answered(TimePoint now);
  void CountTime(TimePoint now);
  Callback StatusCallback(CallStatus status);
  Callback Over(const Planned& planned);

  std::string id_;
  PlaceCall order_;
  bool inbound_ = false;
  CalleeBehaviour behaviour_;
  ScriptedPerson person_;
  TimePoint created_;
  CallStatus status_ = CallStatus::kQueued;
  int sequence_ = 0;
  std::string action_url_;  ///< where the answer that is waited for goes
  std::string keys_;        ///< pressed, not yet taken
  std::string greeting_;    ///< being said by the machine
  std::optional<TimePoint> answered_at_;
  bool ending_ = false;        ///< the account has asked for the end
  std::vector<Planned> plan_;  ///< by time, then by order of planning
};

}  // namespace tocsin::rehearsal
