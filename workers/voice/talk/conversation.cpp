// One turn of the person: what it means, and what follows.
#include <algorithm>

#include "schemas/topics.hpp"
#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/talk/alert_words.hpp"
#include "workers/voice/talk/prompts.hpp"

namespace tocsin::voice {
namespace {

using Kind = Meaning::Kind;

/// Not an answer: says why and asks again, a bounded number of times.
void AskAgain(TransitionBuilder& d, const char* why) {
  auto& talk = d.Changed().talk;
  if (++talk.misses >= d.settings.max_misses)
    return SayGoodbye(d, "not_understood", prompts::For(d.call()).still_not_understood);
  AskOn(d, {why, PromptOf(d.call())});
}

void TellMore(TransitionBuilder& d) {
  auto pieces = MoreDetails(prompts::LanguageFor(d.call()), d.call().context, d.call().zone);
  auto& talk = d.Changed().talk;
  // What "what happened?" tells is news to who has not asked.
  auto facts = WhatHappened(prompts::LanguageFor(d.call()), d.call().context);
  if (!talk.explained && !facts.empty()) pieces.push_back(std::move(facts));
  const auto next = static_cast<std::size_t>(talk.details);
  if (next >= pieces.size())
    return AskOn(d, {prompts::For(d.call()).all_i_know, PromptOf(d.call())});
  ++talk.details;
  std::string piece = pieces[next];
  if (next + 1 == pieces.size()) piece += std::string(" ") + prompts::For(d.call()).all_i_know;
  AskOn(d, {std::move(piece), PromptOf(d.call())});
}

void ExplainWhatHappened(TransitionBuilder& d) {
  d.Changed().talk.explained = true;
  std::string text = WhatHappened(prompts::LanguageFor(d.call()), d.call().context);
  if (text.empty()) text = d.call().say + " " + prompts::For(d.call()).all_i_know;
  AskOn(d, {std::move(text), PromptOf(d.call())});
}

void Repeat(TransitionBuilder& d) {
  if (d.call().talk.step == Step::kConfirm) return AskOn(d, {PromptOf(d.call())});
  AskOn(d, {d.call().say, PromptOf(d.call())});
}

void StaySilent(TransitionBuilder& d) {
  auto& talk = d.Changed().talk;
  if (++talk.silences >= d.settings.max_silences)
    return SayGoodbye(d, "no_input", prompts::For(d.call()).nothing_heard);
  AskOn(d, {prompts::For(d.call()).silence, PromptOf(d.call())});
}

void Act(TransitionBuilder& d, const Meaning& meaning, const Heard& heard) {
  auto& talk = d.Changed().talk;
  if (meaning.kind != Kind::kSilence) talk.silences = 0;
  switch (meaning.kind) {
    case Kind::kSilence:
      return StaySilent(d);
    case Kind::kMachineTalk:
      return AskAgain(d, prompts::For(d.call()).not_understood);
    case Kind::kNegated:
      return AskAgain(d, prompts::For(d.call()).negated);
    case Kind::kAmbiguous:
      return AskAgain(d, prompts::For(d.call()).ambiguous);
    case Kind::kUnclear:
      return AskAgain(d, prompts::For(d.call()).unclear);
    case Kind::kNotUnderstood:
      return AskAgain(d, prompts::For(d.call()).not_understood);
    default:
      talk.misses = 0;
  }
  switch (meaning.kind) {
    case Kind::kChoice:
      return TakeChoice(d, meaning, heard);
    case Kind::kConfirm:
      if (TakeConfirmation(d, heard)) return;
      return AskAgain(d, prompts::For(d.call()).not_understood);
    case Kind::kReject:
      talk.candidate.reset();
      talk.step = Step::kChoose;
      return AskOn(d, {prompts::For(d.call()).rejected, PromptOf(d.call())});
    case Kind::kRepeat:
      return Repeat(d);
    case Kind::kWhatHappened:
      return ExplainWhatHappened(d);
    case Kind::kTellMore:
      return TellMore(d);
    case Kind::kHelp:
      return AskOn(d, {prompts::Help(d.call())});
    case Kind::kWhatItDoes:
      return AskOn(d, {prompts::WhatItDoes(d.call()), PromptOf(d.call())});
    case Kind::kRecommended:
      return AskOn(d, {prompts::Recommended(d.call()), PromptOf(d.call())});
    case Kind::kWhy:
      return AskOn(d, {prompts::Why(d.call()), PromptOf(d.call())});
    default:
      return;
  }
}

Meaning UnderstandTurn(const Call& call, const Heard& heard, const VoiceSettings& settings) {
  const auto* pending_choice = PendingOf(call);
  const auto pending = pending_choice == nullptr
                           ? call.choices.size()
                           : static_cast<std::size_t>(pending_choice - call.choices.data());
  const auto& language = prompts::LanguageFor(call);
  return Understand({.language = language,
                     .choices = call.choices,
                     .step = call.talk.step,
                     .pending = pending,
                     .min_confidence = settings.min_confidence,
                     .names = NamesIn(language, call.context)},
                    heard);
}

/// The person's line and the turn's event, before what we make of it.
void NoteTurn(TransitionBuilder& d, const Heard& heard, const Meaning& meaning, int turn) {
  const std::string text = HeardText(heard);
  if (!text.empty()) d.Line("user", text);
  json::object data{{"turn", turn},
                    {"method", !heard.digits.empty() ? "dtmf"
                               : heard.Silent()      ? "silence"
                                                     : "speech"},
                    {"heard", text},
                    {"understood", ToString(meaning.kind)}};
  if (heard.confidence && heard.digits.empty()) data["confidence"] = *heard.confidence;
  if (meaning.kind == Kind::kChoice) data["choice"] = d.call().choices[meaning.choice].id;
  d.Emit(type::kCallTurn, std::to_string(turn), std::move(data));
}

/// Nothing is said any more: it is over, or being hung up in the middle of a question.
bool Ended(const TransitionBuilder& d) {
  const auto& call = d.out.next.call;
  const bool cut_off =
      call.farewell == "voicemail" && (call.talk.turn == 0 || call.talk.last.ask.has_value());
  return call.phase == Phase::kOver || cut_off;
}

}  // namespace

void DecideAnswer(TransitionBuilder& d, const CallWebhook& hook) {
  // The carrier may fetch instructions while it still rings: that proves no human.
  ApplyStatus(d, hook.status, {});
  auto& call = d.call();
  if (Ended(d)) return;
  if (d.Superseded() && call.farewell.empty()) {
    if (call.answered) TellSuperseded(d);
    return;
  }
  if (LeaveMessage(d)) return;
  if (call.talk.turn > 0) {
    if (call.farewell.empty() && TimeIsUp(d)) return SayTimeIsUp(d);
    d.out.reply = call.talk.last;
    return;
  }
  d.Changed().talk.turn = 1;
  if (call.choices.empty())
    return SayGoodbye(d, "completed",
                      prompts::Greeting(call) + " " + prompts::For(d.call()).goodbye);
  Greet(d);
}

void Greet(TransitionBuilder& d) {
  const auto& call = d.call();
  // The keys that every call has are told once; "help" tells them again.
  AskOn(d, {prompts::Greeting(call), PromptOf(call), prompts::Keys(call)});
}

void DecideInput(TransitionBuilder& d, const CallWebhook& hook, int turn) {
  ApplyStatus(d, hook.status, {});
  auto& call = d.call();
  // Only a live turn counts: not one that a hang-up, a machine or a ringing line sent.
  if (Ended(d) || hook.status != CallStatus::kInProgress) return;
  if (turn != call.talk.turn || !call.farewell.empty()) {
    d.out.reply = call.talk.last;
    return;
  }
  const Heard heard{.digits = hook.digits, .speech = hook.speech, .confidence = hook.confidence};
  NoteKeys(d, heard);
  const Meaning meaning = UnderstandTurn(call, heard, d.settings);
  NoteTurn(d, heard, meaning, turn);
  d.Changed().talk.turn = turn + 1;
  if (AnswerListener(d, meaning)) return;
  if (d.Superseded() && !WouldDecide(call, meaning)) return TellSuperseded(d);
  if (turn >= d.settings.max_turns && !WouldDecide(call, meaning))
    return SayGoodbye(d, "not_understood", prompts::For(d.call()).still_not_understood);
  Act(d, meaning, heard);
}

}  // namespace tocsin::voice
