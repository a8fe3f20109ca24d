#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "schemas/events/calls.hpp"
#include "workers/voice/call/transition.hpp"
#include "workers/voice/call/voice_settings.hpp"

namespace tocsin::voice {

/// One decision in the making: what leg and talk change, emit and ask for is gathered here. Lives
/// as long as one input is decided.
class TransitionBuilder {
 public:
  TransitionBuilder(Situation situation, TimePoint now, const VoiceSettings& settings);

  Call& call() { return out.next.call; }
  const Call& call() const { return out.next.call; }
  Question& question() { return out.next.question; }
  /// Neither the question nor the call is wanted any more.
  bool Superseded() const { return !out.next.question.Open() || call().cancelled; }

  /// The attempt with this number or token; nullptr when there is none.
  AttemptRow* Attempt(int number);
  AttemptRow* AttemptByToken(std::string_view token_hash);
  void Store(const AttemptRow& attempt);

  /// Emits how the call goes on (one of tocsin.call.*), and notes it in the call's log; `what`
  /// names it within the attempt.
  void Emit(std::string_view type, std::string_view what, const events::CallProgress& more = {});
  /// `times`: what stands of it in the log alone.
  void EmitTurn(const events::CallTurn& turn, json::object times = {});
  void Emit(Event event) { out.events.push_back(std::move(event)); }
  /// Adds to the call's log what is of no concern to the bus.
  void Note(std::string_view what, json::object more = {});
  /// A line of the transcript; `at`: when it was said, where that was not now.
  void Line(std::string_view role, std::string_view text, std::optional<TimePoint> at = {});
  /// To the account of the call's newest attempt, where it names none.
  void Command(Command command);
  void WakeIn(Duration delay) { Changed().timer = now + delay; }
  Call& Changed() {
    out.call_changed = true;
    return call();
  }

  Transition out;
  PinTries pin_tries = {};   ///< before the turn in hand
  MoneySpent spent = {};     ///< likewise
  bool spent_known = false;  ///< `spent` was loaded for this input
  std::string prompt;        ///< what the person has heard of us before the turn in hand
  TimePoint now;
  const VoiceSettings& settings;
};

}  // namespace tocsin::voice
