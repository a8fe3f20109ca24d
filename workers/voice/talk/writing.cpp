#include "workers/voice/talk/writing.hpp"

#include <algorithm>

#include "workers/voice/talk/alert_words.hpp"
#include "workers/voice/talk/deciding.hpp"
#include "workers/voice/talk/pin.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/talk.hpp"
#include "workers/voice/understanding/utterance.hpp"

namespace tocsin::voice {
namespace {

/// Of the transcript: whoever has the link may choose again and again.
constexpr int kMostWrittenLines = 50;

constexpr std::string_view kTexts = "texts";
constexpr std::size_t kMostTexts = 20;

/// A carrier that waited too long for our answer brings a text again.
bool CameBefore(TransitionBuilder& d, const std::string& message) {
  if (message.empty() || d.Superseded()) return false;
  auto texts =
      d.call().talk.kept.contains(kTexts) ? d.call().talk.kept[kTexts].as_array() : json::array();
  if (std::ranges::find(texts, json::value(message)) != texts.end()) return true;
  if (texts.size() == kMostTexts) texts.erase(texts.begin());
  texts.emplace_back(message);
  d.Changed().talk.kept[kTexts] = std::move(texts);
  return false;
}

void ForgetChosen(TransitionBuilder& d) {
  auto& talk = d.Changed().talk;
  talk.candidate.reset();
  talk.step = Step::kChoose;
}

void NoteWritten(TransitionBuilder& d, const Wrote& wrote, std::string_view what,
                 std::string_view choice) {
  d.Note(what, {{"method", wrote.method}, {"channel", wrote.channel}, {"choice", choice}});
  if (d.call().talk.lines < kMostWrittenLines) d.Line("user", wrote.heard);
}

void Choose(TransitionBuilder& d, const Wrote& wrote) {
  const auto& choices = d.call().choices;
  const auto chosen = std::ranges::find(choices, wrote.choice, &Choice::id);
  if (d.Superseded() || chosen == choices.end() || !ChosenInWriting(*chosen)) return;
  const bool by_code = !wrote.code.empty();
  if (LacksPin(d.call(), *chosen, d.settings) ||
      ((NeedsPin(*chosen) || by_code) && PinsUsedUp(d.question(), d.call())))
    return;
  const Choice choice = *chosen;
  NoteWritten(d, wrote, "written", choice.id);
  Candidate candidate{.choice = choice.id,
                      .method = std::string(wrote.method),
                      .heard = wrote.heard,
                      .prompt = d.call().say,
                      .code = NeedsPin(choice) ? "" : wrote.code};
  // Said twice: the code that is on its way already stays good.
  if (const auto& before = d.call().talk.candidate;
      before && before->choice == choice.id && !before->code.empty())
    candidate.code = before->code;
  if (DecidesAtOnce(choice) && !by_code) {
    StoreDecision(d, choice, candidate, {});
    return ForgetChosen(d);
  }
  auto& talk = d.Changed().talk;
  talk.candidate = candidate;
  talk.step = Step::kConfirm;
}

/// Of a channel that is nobody's own, each link counts by itself.
int WrongInWriting(const Question& question, const Call& call) {
  const auto* wrong = question.wrong_codes.if_contains(call.contact);
  return std::max(WrongPins(call), wrong == nullptr ? 0 : wrong->to_number<int>());
}

/// With the question, which a link and a text of one person share.
void CountWrongInWriting(TransitionBuilder& d) {
  const int wrong = WrongInWriting(d.question(), d.call()) + 1;
  CountWrongPin(d.Changed());
  if (d.call().contact.empty() || d.question().id.IsNil()) return;
  d.question().wrong_codes[d.call().contact] = wrong;
  d.out.question_changed = true;
}

void RefuseWrittenPin(TransitionBuilder& d) {
  d.Note("wrong_pin");
  CountWrongInWriting(d);
  if (!PinsUsedUp(d.question(), d.call())) return;
  ForgetChosen(d);
  d.Changed().status = "failed";
}

void Confirm(TransitionBuilder& d, const Wrote& wrote) {
  const auto* pending = PendingOf(d.call());
  // Another page of the same link may have chosen something else.
  if (pending == nullptr || (!wrote.choice.empty() && wrote.choice != pending->id)) return;
  const Choice choice = *pending;
  // Used up by the other way, after this was chosen.
  if ((NeedsPin(choice) || !d.call().talk.candidate->code.empty()) &&
      PinsUsedUp(d.question(), d.call()))
    return ForgetChosen(d);
  const auto& code = d.call().talk.candidate->code;
  if (NeedsPin(choice) ? !IsPin(d.call(), d.settings, wrote.pin)
                       : !code.empty() && wrote.pin != code)
    return RefuseWrittenPin(d);
  NoteWritten(d, wrote, "confirmed", choice.id);
  StoreDecision(d, choice, *d.call().talk.candidate, NeedsPin(choice) ? "PIN" : wrote.heard);
  ForgetChosen(d);
}

}  // namespace

CallId CallOfWriting(const Wrote& wrote) {
  if (wrote.call) return *wrote.call;
  const auto question = wrote.question.ToString();
  return wrote.contact.empty() ? CallId::Derive({"written by a channel", question, wrote.channel})
                               : CallId::Derive({"written", question, wrote.contact});
}

Call CallInWriting(const Call& asked, const Wrote& wrote, TimePoint now) {
  Call call;
  call.id = CallOfWriting(wrote);
  call.id_text = call.id.ToString();
  call.question = wrote.question;
  call.contact = wrote.contact;
  if (!wrote.contact.empty() && asked.contact == wrote.contact) call.phone = asked.phone;
  call.status = "in_progress";
  call.created_at = call.updated_at = now;
  call.direction = CallDirection::kInbound;
  call.kind = asked.kind;
  call.phase = Phase::kOver;
  call.initiated = call.rung = true;
  TakeQuestionOf(asked, call);
  return call;
}

void TakeQuestionOf(const Call& asked, Call& call) {
  call.partition = asked.partition;
  call.alert_id = asked.alert_id;
  call.context = asked.context;
  call.say = asked.say;
  call.language = asked.language;
  call.zone = asked.zone;
  call.choices = asked.choices;
  call.origin = asked.origin;
}

WrittenSummary SummaryOf(const Call& call) {
  WrittenSummary summary{.title = TitleOf(call.context),
                         .text = call.say,
                         .facts = WhatHappened(prompts::LanguageFor(call), call.context)};
  if (summary.title.empty()) summary.title = FirstSentence(call.say);
  if (summary.text == summary.title) summary.text.clear();
  return summary;
}

std::string LabelWithEffect(const Call& call, const Choice& choice) {
  std::string label = Capitalised(LabelOf(choice));
  if (choice.id != "approve") return label;
  const auto effect = ActionInWords(prompts::LanguageFor(call), call.context);
  return effect.empty() ? label : label + ": " + effect;
}

bool ChosenInWriting(const Choice& choice) { return choice.final; }

const Choice* ChosenBefore(const Call& call) { return PendingOf(call); }

bool LacksPin(const Call& call, const Choice& choice, const VoiceSettings& settings) {
  return NeedsPin(choice) && PinOf(call, settings) == nullptr;
}

bool PinsUsedUp(const Question& question, const Call& call) {
  return WrongInWriting(question, call) >= kMostWrongPins;
}

void TakeWritten(TransitionBuilder& d, const Wrote& wrote) {
  if (CameBefore(d, wrote.message)) return;
  switch (wrote.act) {
    case Wrote::Act::kChoose:
      return Choose(d, wrote);
    case Wrote::Act::kConfirm:
      return Confirm(d, wrote);
    case Wrote::Act::kReject:
      if (PendingOf(d.call()) != nullptr) ForgetChosen(d);
  }
}

}  // namespace tocsin::voice
