#include "workers/voice/talk/listener.hpp"

#include "workers/voice/leg/leg.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/script.hpp"
#include "workers/voice/talk/speaking.hpp"
#include "workers/voice/talk/talk.hpp"

namespace tocsin::voice {
namespace {

using std::chrono::seconds;

/// So long the words of what the carrier takes for a machine are waited for: they tell whether it
/// is a box or a device that screens calls.
constexpr Duration kMachineWords = seconds(10);
/// A device that asks again gets the answer so often.
constexpr int kMostIntroductions = 3;
/// A person says hello and waits; a box speaks on.
constexpr Duration kLongGreeting = std::chrono::milliseconds(2'500);

/// A key was pressed, or the carrier heard a person.
bool IsPerson(const Dialogue& talk) { return talk.keyed || talk.listener == Listener::kHuman; }

void WaitForPerson(TransitionBuilder& d) {
  auto& talk = d.Changed().talk;
  if (d.now - *talk.screened_at >= d.settings.screening_wait)
    return SayGoodbye(d, "screened", prompts::For(d.call()).goodbye);
  AskOn(d, {});
}

/// Says who calls and why, and waits; what was heard before was the device's.
void Introduce(TransitionBuilder& d) {
  auto& talk = d.Changed().talk;
  // That the carrier heard a person may be about the device's voice.
  if (talk.keyed && !talk.screened_at)
    return AskOn(d, {prompts::Screening(d.call()), ScriptOf(d.call()).Prompt(d.call())});
  if (!talk.screened_at) talk.screened_at = d.now;
  talk.listener = Listener::kUnsure;
  ScriptOf(d.call()).Forget(d.call());
  if (++talk.introductions > kMostIntroductions) return WaitForPerson(d);
  AskOn(d, {prompts::Screening(d.call())});
}

/// A person has come to the phone and has heard nothing yet.
void Greet(TransitionBuilder& d) {
  auto& talk = d.Changed().talk;
  talk.screened_at.reset();
  talk.unproven = false;
  talk.silences = talk.misses = 0;
  ScriptOf(d.call()).Begin(d);
}

void AskWhoListens(TransitionBuilder& d) { AskOn(d, {prompts::For(d.call()).opener}); }

void AskWhoListensAgain(TransitionBuilder& d) {
  if (++d.Changed().talk.silences >= d.settings.max_silences)
    return SayGoodbye(d, "no_input", prompts::For(d.call()).nothing_heard);
  AskWhoListens(d);
}

/// What the sound of it tells beside its words.
bool SoundsLikeBox(const Dialogue& talk, const Heard& heard) {
  return heard.beep || (talk.unproven && heard.length > kLongGreeting);
}

/// A box speaks on until its beep: what is said before is not recorded.
void AwaitBeep(TransitionBuilder& d) {
  auto& talk = d.Changed().talk;
  talk.listener = Listener::kMachine;
  talk.machine_at = d.now;
  AskOn(d, {});
  WakeInTalk(d, kMachineWords);
}

void HearBox(TransitionBuilder& d) {
  const auto& call = d.call();
  SayGoodbye(d, "voicemail",
             call.leave_message ? prompts::Voicemail(call) : prompts::For(call).goodbye);
}

}  // namespace

void TakeVerdict(TransitionBuilder& d, AnsweredBy answered_by) {
  using enum AnsweredBy;
  // The first verdict stays; a machine cannot become a human later.
  if (answered_by == kNotSaid || d.call().talk.listener != Listener::kNotSaid) return;
  if (d.call().phase == Phase::kOver) return;
  auto& call = d.Changed();
  auto& talk = call.talk;
  if (answered_by == kHuman || answered_by == kUnknown) {
    talk.listener = answered_by == kHuman ? Listener::kHuman : Listener::kUnsure;
    if (talk.unproven && answered_by == kHuman) Fetch(d, true);
    return;
  }
  // Detection errs: no machine presses keys, and a device that screens is waiting for a person.
  if (talk.keyed || talk.screened_at) {
    talk.listener = Listener::kUnsure;
    return;
  }
  talk.listener = Listener::kMachine;
  talk.machine_at = d.now;
  if (!call.farewell.empty()) return;
  if (answered_by == kFax) return HangUpFor(d, "voicemail");
  WakeInTalk(d, kMachineWords);
}

bool LeaveMachine(TransitionBuilder& d) {
  const auto& call = d.call();
  const auto& talk = call.talk;
  if (talk.listener != Listener::kMachine || !talk.machine_at || !call.farewell.empty())
    return false;
  if (const Duration left = *talk.machine_at + kMachineWords - d.now; left > Duration(0)) {
    WakeInTalk(d, left);
    return true;
  }
  if (call.leave_message && LeadToGoodbye(d)) return true;
  HangUpFor(d, "voicemail");
  return true;
}

bool LeaveMessage(TransitionBuilder& d) {
  const auto& call = d.call();
  if (call.talk.listener != Listener::kMachine || !call.closing || !call.farewell.empty())
    return false;
  HearBox(d);
  return true;
}

void NoteKeys(TransitionBuilder& d, const Heard& heard) {
  if (heard.digits.empty()) return;
  auto& talk = d.Changed().talk;
  talk.keyed = true;
  if (talk.listener == Listener::kMachine) talk.listener = Listener::kUnsure;
}

bool ProvePerson(TransitionBuilder& d) {
  const auto& call = d.call();
  const bool asked = d.settings.person_first && call.live.open &&
                     call.direction == CallDirection::kOutbound && !IsPerson(call.talk);
  if (!asked) return false;
  d.Changed().talk.unproven = true;
  AskWhoListens(d);
  return true;
}

bool GreetProven(TransitionBuilder& d) {
  const auto& talk = d.call().talk;
  if (!talk.unproven || !IsPerson(talk)) return false;
  ++d.Changed().talk.turn;
  Greet(d);
  return true;
}

bool AnswerListener(TransitionBuilder& d, const Meaning& meaning, const Heard& heard) {
  using Kind = Meaning::Kind;
  const auto& talk = d.call().talk;
  const bool screens = meaning.kind == Kind::kScreening;
  const bool sounds = SoundsLikeBox(talk, heard);
  const bool box = !screens && !IsPerson(talk) && (sounds || meaning.kind == Kind::kMachineTalk);
  if (box || (talk.listener == Listener::kMachine && !screens)) {
    if (sounds) d.Note("machine", {{"beep", heard.beep}, {"spoken_ms", heard.length.count()}});
    const bool speaks_on = box && sounds && !heard.beep && !talk.machine_at;
    if (speaks_on && d.call().leave_message && !d.Superseded())
      AwaitBeep(d);
    else
      HearBox(d);
    return true;
  }
  if (d.Superseded()) return false;
  if (screens) {
    Introduce(d);
    return true;
  }
  if (!talk.screened_at && !talk.unproven) return false;
  if (meaning.kind != Kind::kSilence || (talk.unproven && IsPerson(talk)))
    Greet(d);
  else if (talk.screened_at)
    WaitForPerson(d);
  else
    AskWhoListensAgain(d);
  return true;
}

}  // namespace tocsin::voice
