#pragma once

#include <string>
#include <string_view>

#include "workers/voice/leg/decide_call.hpp"

/// One decision in the making: shared by the files that decide (decide_*.cpp), nobody else.
namespace tocsin::voice {

class TransitionBuilder {
 public:
  TransitionBuilder(Situation situation, TimePoint now, const VoiceSettings& settings);

  Call& call() { return out.next.call; }
  Question& question() { return out.next.question; }
  /// Neither the question nor the call is wanted any more.
  bool Superseded() { return !question().Open() || call().cancelled; }

  /// The attempt with this number or token; nullptr when there is none.
  AttemptRow* Attempt(int number);
  AttemptRow* AttemptByToken(std::string_view token_hash);
  void Store(const AttemptRow& attempt);

  void Emit(std::string_view type, std::string_view what, json::object data = {});
  /// Adds to the call's log what is of no concern to the bus.
  void Note(std::string_view what, json::object more = {});
  void Line(std::string_view role, std::string_view text);
  void Command(Command command) { out.commands.push_back(std::move(command)); }
  void WakeIn(Duration delay) { Changed().timer = now + delay; }
  /// As WakeIn, but not later than the moments that bound the talk.
  void WakeInTalk(Duration delay);
  Call& Changed() {
    out.call_changed = true;
    return call();
  }
  void MoveTo(Phase phase) { Changed().phase = phase; }

  /// Emits initiated, ringing and answered as far as they have not been, in this order.
  void Initiated();
  void Rung();
  void Answered();
  /// The call is over: call.ended with the reason.
  void End(std::string reason, std::optional<int> seconds = {});
  /// The call is over: call.failed with the reason.
  void Failed(std::string reason, std::string_view detail = {});

  Transition out;
  TimePoint now;
  const VoiceSettings& settings;

 private:
  void Over(std::string_view status);
};

// decide_time.cpp
void DecideTime(TransitionBuilder& d, const TimeCame& input);
/// Has a live talk, in the middle of a sentence perhaps, go on with its goodbye, once. False: it is
/// not live, or on its way there already.
bool LeadToGoodbye(TransitionBuilder& d);

// decide_dial.cpp
void TryToDial(TransitionBuilder& d, const DialFacts& facts);
void DecidePlaced(TransitionBuilder& d, const PlaceAnswered& input);
/// The attempt is at the carrier under this id. False: it is bound to another; the leg is a stray.
bool Bind(TransitionBuilder& d, AttemptRow& attempt, const std::string& provider_call_id);

// decide_unknown.cpp
void BecomeUnknown(TransitionBuilder& d);
void UnknownTimer(TransitionBuilder& d);
void DecideListed(TransitionBuilder& d, const CallsListed& input);

// decide_carrier.cpp
void DecideRead(TransitionBuilder& d, const CallRead& input);
void DecideWebhook(TransitionBuilder& d, const WebhookCame& input);
/// The carrier says how the call is.
void ApplyStatus(TransitionBuilder& d, CallStatus status, std::optional<int> seconds);
void Supersede(TransitionBuilder& d);

// decide_turn.cpp
void DecideAnswer(TransitionBuilder& d, const CallWebhook& hook);
void DecideInput(TransitionBuilder& d, const CallWebhook& hook, int turn);

/// The first thing that a person hears, with the question.
void Greet(TransitionBuilder& d);

// decide_listener.cpp
/// What the carrier's detection says of who picked up.
void TakeMachineVerdict(TransitionBuilder& d, CallWebhook::AnsweredBy answered_by);
/// The timer of a call that a machine seems to have taken; false: none has.
bool LeaveMachine(TransitionBuilder& d);
/// The message of a call that was led to it, where one may be left.
bool LeaveMessage(TransitionBuilder& d);
/// Keys come from a person.
void NoteKeys(TransitionBuilder& d, const Heard& heard);
/// Answers a machine, a device that screens calls, and the person who comes after it; none of what
/// they said decides anything. False: a turn of the talk.
bool AnswerListener(TransitionBuilder& d, const Meaning& meaning);

// decide_choice.cpp
void TakeChoice(TransitionBuilder& d, const Meaning& meaning, const Heard& heard);
/// The pending choice was confirmed; false: none is pending.
bool TakeConfirmation(TransitionBuilder& d, const Heard& heard);
/// Whether this turn would store an answer if the question were open.
bool WouldDecide(const Call& call, const Meaning& meaning);
void TellSuperseded(TransitionBuilder& d);

// speaking.cpp
/// Says the sentences and waits for the next turn; near the time limit it says goodbye instead.
void AskOn(TransitionBuilder& d, std::vector<std::string> say);
/// Says something last and hangs up; `reason` becomes that of call.ended.
void SayGoodbye(TransitionBuilder& d, std::string reason, std::string text);
/// What the person may answer now.
std::string PromptOf(const Call& call);
/// The choice being confirmed; nullptr: none is.
const Choice* PendingOf(const Call& call);
/// Too late for another question.
bool TimeIsUp(const TransitionBuilder& d);
void SayTimeIsUp(TransitionBuilder& d);
/// "pressed 2", or the words as recognised.
std::string HeardText(const Heard& heard);

}  // namespace tocsin::voice
