#include "workers/voice/talk/led_call.hpp"

#include <algorithm>
#include <utility>

#include "schemas/events/led_calls.hpp"
#include "workers/voice/call/call_events.hpp"
#include "workers/voice/call/call_request.hpp"
#include "workers/voice/leg/leg.hpp"
#include "workers/voice/talk/conversing.hpp"
#include "workers/voice/talk/pin.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/script.hpp"
#include "workers/voice/talk/speaking.hpp"
#include "workers/voice/talk/talk.hpp"
#include "workers/voice/understanding/known_choices.hpp"

namespace tocsin::voice {
namespace {

bool IsLed(const Call& call) { return call.kind == kLedKind; }

void TellStep(TransitionBuilder& d, const CallStep& step, std::string_view outcome,
              std::string_view reason) {
  // Whoever asked it first hears of its decision, and nothing of this call.
  if (step.borrowed) return d.Note("step", {{"act", "ask_open"}, {"outcome", outcome}});
  d.Note("step", {{"act", step.act}, {"outcome", outcome}});
  d.Emit(StepEndedEvent(d.call(), step, outcome, reason, d.now));
}

/// The call is over: who wanted that has it.
void TellOver(TransitionBuilder& d, const CallStep& step, std::string_view reason) {
  if (step.act == events::kStepHangUp) return TellStep(d, step, events::kStepDone, {});
  TellStep(d, step, events::kStepCallOver, reason);
}

void KeepLine(TransitionBuilder& d, std::string_view before) {
  const auto& call = d.call();
  if (!call.idle_since) d.Changed().idle_since = d.now;
  const Duration idle = d.now - *call.idle_since;
  if (!call.taken && idle >= d.settings.wait_for_workflow)
    return SayGoodbye(d, "not_taken", prompts::For(call).inbound);
  if (call.taken && idle >= d.settings.wait_for_step)
    return SayGoodbye(d, "completed", prompts::For(call).goodbye);
  // The same silence again is no news: nothing is stored for it.
  const auto& last = call.talk.last;
  // Nor may it carry the number of a turn that is over.
  if (before.empty() && last.ask && last.ask->pause && last.say.empty() &&
      last.ask->turn == call.talk.turn) {
    d.out.reply = last;
    return;
  }
  ++d.Changed().talk.turn;
  std::vector<std::string> say;
  if (!before.empty()) say.emplace_back(before);
  PauseFor(d, std::move(say), d.settings.held_pause);
}

/// All that is emitted from now on follows from it.
void TakeInHand(TransitionBuilder& d, CallStep step) {
  auto& call = d.Changed();
  call.idle_since.reset();
  call.origin = step.origin;
  if (!step.language.empty()) call.language = step.language;
  // Which language the person wants to talk in is theirs to say, also behind a tool.
  const auto& talk = call.talk.conversation;
  if (talk && !talk->language.empty() && step.act == events::kStepConverse)
    call.language = talk->language;
  if (!step.zone.empty()) call.zone = step.zone;
  call.step = std::move(step);
}

std::vector<std::string> StepWords(std::string_view before, std::string text) {
  std::vector<std::string> say;
  if (!before.empty()) say.emplace_back(before);
  if (!text.empty()) say.push_back(std::move(text));
  return say;
}

void AskStep(TransitionBuilder& d, std::string_view before) {
  auto& call = d.Changed();
  const auto& step = *call.step;
  if (step.borrowed) {
    call.alert_id = step.borrowed->alert_id;
    call.contact = step.borrowed->contact;
  }
  call.question = QuestionId::Parse(step.question).value_or(QuestionId{});
  call.say = step.say;
  call.choices = step.choices;
  SayInLanguage(prompts::LanguageFor(call), call.choices);
  call.context = step.context;
  call.listen = step.listen;
  auto& talk = call.talk;
  talk.step = voice::Step::kChoose;
  talk.candidate.reset();
  talk.silences = talk.misses = talk.details = 0;
  talk.explained = false;
  auto say = StepWords(before, call.say);
  say.push_back(ScriptOf(call).Prompt(call));
  AskOn(d, std::move(say));
}

/// The question that the step would ask, where it was closed while the step waited.
const Question* ClosedMeanwhile(const TransitionBuilder& d, const CallStep& step) {
  const auto id = QuestionId::Parse(step.question);
  if (!id) return nullptr;
  const auto& to_come = d.out.next.to_come;
  const auto question = std::ranges::find(to_come, *id, &Question::id);
  return question == to_come.end() || question->Open() ? nullptr : &*question;
}

/// Says it, and takes the keys that are pressed meanwhile or after it.
void IdentifyStep(TransitionBuilder& d, std::string_view before) {
  auto& call = d.Changed();
  call.say = call.step->say;
  call.step->contact.clear();
  call.talk.silences = call.talk.misses = 0;
  AskOn(d, StepWords(before, call.say));
}

/// The call is about itself again.
void GiveBack(Call& call) {
  if (!call.step || !call.step->borrowed) return;
  call.origin = call.step->borrowed->lead;
  call.alert_id.clear();
  call.question = {};
}

}  // namespace

void FinishStep(TransitionBuilder& d, std::string_view outcome, std::string_view reason) {
  if (!d.call().step) return;
  TellStep(d, *d.call().step, outcome, reason);
  LeaveStep(d);
}

void LeaveStep(TransitionBuilder& d) {
  auto& call = d.Changed();
  GiveBack(call);
  // What a conversation said last may still be being said.
  if (!Converses(call)) call.talk.asked.reset();
  call.step.reset();
  call.question = {};
  call.choices.clear();
  call.talk.candidate.reset();
  call.talk.step = voice::Step::kChoose;
}

void NextStep(TransitionBuilder& d, std::string_view before) {
  if (TimeIsUp(d)) return SayTimeIsUp(d);
  while (!d.call().steps.empty()) {
    auto& waiting = d.Changed().steps;
    auto step = std::move(waiting.front());
    waiting.erase(waiting.begin());
    if (const auto* closed = ClosedMeanwhile(d, step)) {
      TellStep(d, step, events::kStepWithdrawn, closed->closed_because);
      continue;
    }
    const auto act = step.act;
    TakeInHand(d, std::move(step));
    if (act == events::kStepAnswer && d.call().step->say.empty()) {
      FinishStep(d, events::kStepDone);
      continue;
    }
    ++d.Changed().talk.turn;
    if (act == events::kStepAsk) return AskStep(d, before);
    if (act == events::kStepConverse) return BeginConversation(d, before);
    if (act == events::kStepIdentify && LongestIdentifyingPin(d.settings) > 0)
      return IdentifyStep(d, before);
    if (act == events::kStepHangUp) {
      auto words = std::string(before);
      if (!words.empty() && !d.call().step->say.empty()) words += ' ';
      return SayGoodbye(d, "completed", words + d.call().step->say);
    }
    return PauseFor(d, StepWords(before, d.call().step->say), Duration(0));
  }
  KeepLine(d, before);
}

void SayNoMoney(TransitionBuilder& d) {
  d.Changed().talk.turn = 1;
  SayGoodbye(d, "budget", prompts::For(d.call()).no_money);
}

/// Who calls is spoken to in their own language from the first step on, where nobody says another
/// one and this line has it.
void SpeakAsCaller(TransitionBuilder& d, CallStep& step) {
  const auto& call = d.call();
  if (call.taken || !step.language.empty() || step.caller_language.empty()) return;
  if (call.live.open && !d.settings.LiveIn(step.caller_language, call.provider)) return;
  step.language = step.caller_language;
}

/// The line comes for it by itself, soon; a live one of this process at once.
void TakeStep(TransitionBuilder& d, CallStep step) {
  if (!IsLed(d.call()) || !d.call().farewell.empty() || d.Superseded())
    return TellStep(d, step, events::kStepCallOver, d.call().farewell);
  if (d.call().steps.size() >= kMostSteps)
    return TellStep(d, step, events::kStepRefused, "too many steps wait");
  if (step.act == events::kStepConverse && d.settings.questions.per_call == 0)
    return TellStep(d, step, events::kStepRefused,
                    "there is no language model: set language.chat.url");
  SpeakAsCaller(d, step);
  auto& call = d.Changed();
  call.taken = true;
  if (Converses(call) && step.act != events::kStepConverse) {
    call.steps.push_back(step);
    if (step.act == events::kStepHangUp) {
      FinishStep(d, events::kStepWithdrawn, "hang_up");
      if (!SpeaksOn(call)) call.talk.asked.reset();  // an answer that is still being written
    } else {
      SetConversationAside(d);
    }
    return Fetch(d, true);
  }
  const bool free = !call.step && call.steps.empty();
  if (free && call.answered && step.act == events::kStepAnswer && step.say.empty()) {
    call.idle_since = d.now;
    if (!step.language.empty()) call.language = step.language;
    return TellStep(d, step, events::kStepDone, {});
  }
  call.steps.push_back(step);
  if (!free) return;
  // What a conversation said last is heard to its end.
  const bool speaks =
      call.talk.conversation && (HasUnsaidAnswer(call) || !call.talk.unheard.empty());
  if (step.act == events::kStepHangUp && step.say.empty() && !speaks) {
    call.steps.clear();
    TakeInHand(d, step);
    return HangUpFor(d, "completed");
  }
  Fetch(d, true);
}

void RefuseStep(TransitionBuilder& d, const CallStep& step) { TellOver(d, step, "call_over"); }

void EndSteps(TransitionBuilder& d, std::string_view reason) {
  if (d.call().step) TellOver(d, *d.call().step, reason);
  for (const auto& step : d.call().steps) TellOver(d, step, reason);
  if (d.call().step || !d.call().steps.empty()) {
    GiveBack(d.Changed());
    d.call().step.reset();
    d.call().steps.clear();
  }
}

void LeaveClosedQuestion(TransitionBuilder& d) {
  auto& call = d.call();
  if (!IsLed(call) || call.phase == Phase::kOver || !call.step || call.question.IsNil()) return;
  if (d.question().Open() || !call.farewell.empty()) return;
  FinishStep(d, events::kStepWithdrawn, d.question().closed_because);
  d.question() = NewQuestion(call);
  Fetch(d, call.live.open);
}

}  // namespace tocsin::voice
