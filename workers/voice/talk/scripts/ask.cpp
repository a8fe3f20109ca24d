#include <algorithm>
#include <memory>

#include "workers/voice/talk/alert_words.hpp"
#include "workers/voice/talk/deciding.hpp"
#include "workers/voice/talk/free_question.hpp"
#include "workers/voice/talk/pin.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/script_registry.hpp"
#include "workers/voice/talk/speaking.hpp"

namespace tocsin::voice {
namespace {

using Kind = Meaning::Kind;

/// Asks for one of the choices, answers questions about the alert, reads the choice back and takes
/// its confirmation.
class AskScript final : public Script {
 public:
  std::string_view Name() const override { return "ask"; }

  void Begin(TransitionBuilder& d) const override {
    const auto& call = d.call();
    // The keys that every call has are told once; "help" tells them again.
    AskOn(d, {prompts::Greeting(call), Prompt(call), prompts::Keys(call)});
  }

  std::string Prompt(const Call& call) const override {
    const auto* pending = PendingOf(call);
    if (call.talk.step == Step::kConfirm && pending != nullptr)
      return prompts::ReadBack(call, *pending, call.talk.candidate->method == "dtmf");
    return prompts::Options(call);
  }

  ExpectedAnswer Expects(const Call& call, const VoiceSettings& settings) const override {
    const auto& words = prompts::LanguageFor(call).words;
    ExpectedAnswer expected;
    auto& hints = expected.hints;
    if (const auto* pin = PinOf(call, settings); AsksForPin(call) && pin != nullptr) {
      expected.digits = static_cast<int>(pin->size());
      return expected;
    }
    if (call.talk.step == Step::kConfirm) {
      hints.assign(words.confirming_hints.begin(), words.confirming_hints.end());
      expected.end_after = std::chrono::milliseconds(250);
      return expected;
    }
    std::size_t most = 1;
    for (const auto& choice : call.choices) {
      hints.insert(hints.end(), choice.phrases.begin(), choice.phrases.end());
      most = std::max(most, choice.digits.size());
    }
    hints.insert(hints.end(), words.choosing_hints.begin(), words.choosing_hints.end());
    expected.digits = static_cast<int>(most);
    return expected;
  }

  Meaning Understand(const Call& call, const Heard& heard,
                     const VoiceSettings& settings) const override {
    const auto* pending_choice = PendingOf(call);
    const auto pending = pending_choice == nullptr
                             ? call.choices.size()
                             : static_cast<std::size_t>(pending_choice - call.choices.data());
    const auto& language = prompts::LanguageFor(call);
    auto meaning = voice::Understand({.language = language,
                                      .choices = call.choices,
                                      .step = call.talk.step,
                                      .pending = pending,
                                      .min_confidence = settings.min_confidence,
                                      .names = NamesIn(language, call.context)},
                                     heard);
    if (AsksForPin(call)) return OfPin(call, heard, settings, meaning);
    if (meaning.kind == Kind::kNotUnderstood && MayAskModel(call, heard, settings))
      meaning.kind = Kind::kFreeQuestion;
    return meaning;
  }

  bool Settles(const Call& call, const Meaning& meaning) const override {
    return WouldDecide(call, meaning);
  }

  void Take(TransitionBuilder& d, const Meaning& understood, const Heard& heard) const override {
    Meaning meaning = understood;
    // An echo of what the model said is nobody's word.
    if (TakeModelSpoke(d)) meaning.plain = false;
    auto& talk = d.Changed().talk;
    if (meaning.kind == Kind::kSilence) return AskIntoSilence(d);
    talk.silences = 0;
    if (const auto* why = NoAnswer(prompts::For(d.call()), meaning.kind)) return AskAgain(d, why);
    if (meaning.kind == Kind::kWrongPin) return RefusePin(d);
    if (meaning.kind == Kind::kFreeQuestion) return AskModelOf(d, heard.speech);
    talk.misses = 0;
    switch (meaning.kind) {
      case Kind::kChoice:
        return TakeChoice(d, meaning, heard);
      case Kind::kConfirm:
        if (TakeConfirmation(d, heard)) return;
        return AskAgain(d, prompts::For(d.call()).not_understood);
      case Kind::kReject:
        Forget(d.Changed());
        return AskOn(d, {prompts::For(d.call()).rejected, Prompt(d.call())});
      default:
        return Tell(d, meaning.kind);
    }
  }

  void AfterPause(TransitionBuilder& d) const override {
    if (!WaitsForModel(d.call())) return Script::AfterPause(d);
    GoOnWithAnswer(d);
  }
  bool GoOn(TransitionBuilder& d) const override { return SayAnswer(d); }

  void Forget(Call& call) const override {
    call.talk.candidate.reset();
    call.talk.step = Step::kChoose;
  }

 private:
  /// What is said to a turn that is no answer; nullptr: it is one.
  static const char* NoAnswer(const Sentences& say, Kind kind) {
    switch (kind) {
      case Kind::kNegated:
        return say.negated;
      case Kind::kAmbiguous:
        return say.ambiguous;
      case Kind::kUnclear:
        return say.unclear;
      case Kind::kKeyNeeded:
        return say.key_needed;
      case Kind::kMachineTalk:
      case Kind::kNotUnderstood:
        return say.not_understood;
      default:
        return nullptr;
    }
  }

  /// What the person asked for.
  void Tell(TransitionBuilder& d, Kind kind) const {
    const auto& call = d.call();
    switch (kind) {
      case Kind::kRepeat:
        if (call.talk.step == Step::kConfirm) return AskOn(d, {Prompt(call)});
        return AskOn(d, {call.say, Prompt(call)});
      case Kind::kWhatHappened:
        return TellWhatHappened(d);
      case Kind::kTellMore:
        return TellMore(d);
      case Kind::kHelp:
        return AskOn(d, {prompts::Help(call)});
      case Kind::kWhatItDoes:
        return AskOn(d, {prompts::WhatItDoes(call), Prompt(call)});
      case Kind::kRecommended:
        return AskOn(d, {prompts::Recommended(call), Prompt(call)});
      case Kind::kWhy:
        return AskOn(d, {prompts::Why(call), Prompt(call)});
      default:
        return;
    }
  }

  void TellMore(TransitionBuilder& d) const {
    const auto& call = d.call();
    const auto& language = prompts::LanguageFor(call);
    auto pieces = MoreDetails(language, call.context, call.zone);
    auto& talk = d.Changed().talk;
    // What "what happened?" tells is news to who has not asked.
    auto facts = WhatHappened(language, call.context);
    if (!talk.explained && !facts.empty()) pieces.push_back(std::move(facts));
    const auto next = static_cast<std::size_t>(talk.details);
    if (next >= pieces.size()) return AskOn(d, {prompts::For(call).all_i_know, Prompt(call)});
    ++talk.details;
    std::string piece = pieces[next];
    if (next + 1 == pieces.size()) piece += std::string(" ") + prompts::For(call).all_i_know;
    AskOn(d, {std::move(piece), Prompt(call)});
  }

  void TellWhatHappened(TransitionBuilder& d) const {
    d.Changed().talk.explained = true;
    const auto& call = d.call();
    std::string text = WhatHappened(prompts::LanguageFor(call), call.context);
    if (text.empty()) text = call.say + " " + prompts::For(call).all_i_know;
    AskOn(d, {std::move(text), Prompt(call)});
  }
};

}  // namespace

void RegisterScript_ask(ScriptRegistry& registry);
void RegisterScript_ask(ScriptRegistry& registry) { registry.Add(std::make_unique<AskScript>()); }

}  // namespace tocsin::voice
