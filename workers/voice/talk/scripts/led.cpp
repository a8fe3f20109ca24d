#include <memory>

#include "schemas/events/led_calls.hpp"
#include "workers/voice/call/identifying.hpp"
#include "workers/voice/talk/call_language.hpp"
#include "workers/voice/talk/conversing.hpp"
#include "workers/voice/talk/led_call.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/script_registry.hpp"
#include "workers/voice/talk/speaking.hpp"
#include "workers/voice/talk/talk.hpp"

namespace tocsin::voice {
namespace {

/// What a workflow says and asks, a step at a time; in between the line is kept. Questions are
/// those of the script that asks.
class LedScript final : public Script {
 public:
  std::string_view Name() const override { return kLedKind; }

  void Begin(TransitionBuilder& d) const override {
    if (MayIdentify(d.call())) return Asking(d.call()).Begin(d);
    if (Asks(d.call())) return AskOn(d, {d.call().say, Prompt(d.call())});
    NextStep(d);
  }

  std::string Prompt(const Call& call) const override {
    return Converses(call) ? std::string() : Asking(call).Prompt(call);
  }
  ExpectedAnswer Expects(const Call& call, const VoiceSettings& settings) const override {
    if (Converses(call)) return {.free_speech = true, .converses = LineConverses(call, settings)};
    return Asking(call).Expects(call, settings);
  }
  Meaning Understand(const Call& call, const Heard& heard,
                     const VoiceSettings& settings) const override {
    if (Converses(call))
      return {.kind = heard.Silent() ? Meaning::Kind::kSilence : Meaning::Kind::kFreeQuestion};
    return Asking(call).Understand(call, heard, settings);
  }
  bool Settles(const Call& call, const Meaning& meaning) const override {
    if (Converses(call)) return false;
    return Asking(call).Settles(call, meaning);
  }
  void Take(TransitionBuilder& d, const Meaning& meaning, const Heard& heard) const override {
    if (Converses(d.call())) {
      if (meaning.kind == Meaning::Kind::kSilence) return AskWhoIsSilent(d);
      if (FollowLanguage(d, heard)) return;
      return AnswerPerson(d, heard);
    }
    if (!Asks(d.call())) {
      // Said between two steps: the conversation, where it goes on, answers it.
      if (auto& talk = d.call().talk.conversation; talk && !heard.Silent()) talk->ask = true;
      return NextStep(d);
    }
    Asking(d.call()).Take(d, meaning, heard);
  }
  void Forget(Call& call) const override { Asking(call).Forget(call); }

  /// The call goes on; what follows is the workflow's to say.
  void Settled(TransitionBuilder& d, std::string) const override {
    LeaveStep(d);
    NextStep(d, prompts::For(d.call()).thanks);
  }
  void AfterPause(TransitionBuilder& d) const override {
    if (Converses(d.call()) || HasUnsaidAnswer(d.call())) return AfterWaiting(d);
    if (Asks(d.call())) return Asking(d.call()).AfterPause(d);
    FinishStep(d, events::kStepDone);
    NextStep(d);
  }
  bool GoOn(TransitionBuilder& d) const override {
    if (GoOnConversing(d)) return true;
    if (Asks(d.call())) return Asking(d.call()).GoOn(d);
    if (d.call().step) return false;
    const bool speaks_on = SpeaksOn(d.call());
    NextStep(d);
    if (speaks_on && d.out.reply) d.out.reply->follows = d.Changed().talk.last.follows = true;
    return true;
  }

 private:
  static bool Asks(const Call& call) {
    return MayIdentify(call) || (call.step && call.step->act == events::kStepAsk);
  }
  static const Script& Asking(const Call& call) {
    return *ScriptNamed(MayIdentify(call) ? events::kStepIdentify : events::kStepAsk);
  }
};

}  // namespace

void RegisterScript_led(ScriptRegistry& registry);
void RegisterScript_led(ScriptRegistry& registry) { registry.Add(std::make_unique<LedScript>()); }

}  // namespace tocsin::voice
