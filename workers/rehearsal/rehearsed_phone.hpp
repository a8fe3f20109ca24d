#pragma once

#include <deque>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "schemas/event.hpp"
#include "workers/rehearsal/callees.hpp"
#include "workers/rehearsal/run_driver.hpp"
#include "workers/rehearsal/simulated_leg.hpp"
#include "workers/voice/desk.hpp"

namespace tocsin::rehearsal {

/// Something said on a call, as its transcript has it.
struct SpokenLine {
  TimePoint at;
  std::string who;   ///< the contact, or the masked number where there is none
  std::string role;  ///< assistant, user
  std::string text;
};

/// The voice worker in memory and in virtual time: its own state machine of calls, grammar and
/// prompts, at a carrier that does not exist, with scripted people. Who is not in the script does
/// not answer. No country is forbidden; everything else is as without settings. Deterministic.
class RehearsedPhone {
 public:
  RehearsedPhone(Callees callees, Crashes crashes)
      : callees_(std::move(callees)), crashes_(crashes) {
    settings_.country_prefixes = {"+1", "+2", "+3", "+4", "+5", "+6", "+7", "+8", "+9"};
  }

  /// Takes requests to call and to cancel; leaves other events alone. kInvalid: a request that the
  /// voice worker would put to the dead letters.
  Status OnEvent(const Event& event, TimePoint now);
  std::optional<TimePoint> NextAt() const;
  /// Does what is due by `now`.
  Status Advance(TimePoint now);
  /// What was emitted since the last time, in order.
  std::vector<Event> TakeEvents() { return std::exchange(events_, {}); }
  std::vector<SpokenLine> TakeLines() { return std::exchange(lines_, {}); }
  /// Calls so far, by contact (or number where there is none).
  const std::map<std::string, int, std::less<>>& Calls() const { return calls_; }

 private:
  struct Answer {
    CallId call;
    voice::Input input;
  };
  struct Dialled {
    CallId call;
    std::string token;
    SimulatedLeg leg;
  };

  Status Request(const Event& event, TimePoint now);
  Status Cancel(const Event& event, TimePoint now);
  CalleeBehaviour Meet(const voice::Call& call);
  Status Look(CallId id, TimePoint now);
  Status Deliver(Dialled& line, const Callback& callback, TimePoint now);
  Result<std::optional<voice::Reply>> Decide(CallId id, const voice::Input& input, TimePoint now);
  Status LookAtSiblings(const voice::Transition& decided, TimePoint now);
  /// Feeds the carrier's answers to what was asked of it.
  Status TakeAnswers(TimePoint now);
  void Perform(const voice::Call& call, const voice::Command& command, TimePoint now);
  PlaceResult Place(const voice::Call& call, int attempt, TimePoint now);
  voice::DialFacts FactsFor(const voice::Call& call, TimePoint now) const;
  voice::VoiceSettings SettingsFor(CallId id) const;
  void Keep(const voice::Transition& transition);

  Callees callees_;
  Crashes crashes_;
  voice::VoiceSettings settings_;
  voice::Desk desk_;
  std::set<CallId> open_;
  std::map<CallId, CalleeBehaviour> met_;
  std::map<AttemptId, AttemptRow> attempts_;
  std::map<std::string, Dialled, std::less<>> dialled_;  ///< by the carrier's id
  std::deque<Answer> answers_;
  std::map<std::string, int, std::less<>> calls_;
  std::vector<Event> events_;
  std::vector<SpokenLine> lines_;
};

}  // namespace tocsin::rehearsal
