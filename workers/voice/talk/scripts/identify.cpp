#include <algorithm>
#include <memory>

#include "schemas/events/led_calls.hpp"
#include "workers/voice/talk/led_call.hpp"
#include "workers/voice/talk/pin.hpp"
#include "workers/voice/talk/script_registry.hpp"
#include "workers/voice/talk/speaking.hpp"

namespace tocsin::voice {
namespace {

using Kind = Meaning::Kind;

/// The step `identify` of a call that came in: something is said that tells a stranger nothing,
/// and who keys a PIN meanwhile is known. What is keyed is answered by the same sentence, wrong or
/// locked, and neither is told from the other.
class IdentifyScript final : public Script {
 public:
  std::string_view Name() const override { return events::kStepIdentify; }
  void Begin(TransitionBuilder& d) const override { AskOn(d, {d.call().say}); }
  std::string Prompt(const Call& call) const override { return call.say; }

  ExpectedAnswer Expects(const Call&, const VoiceSettings& settings) const override {
    return {.digits = std::max(1, static_cast<int>(LongestIdentifyingPin(settings)))};
  }

  Meaning Understand(const Call&, const Heard& heard,
                     const VoiceSettings& settings) const override {
    if (heard.Silent()) return {.kind = Kind::kSilence};
    if (heard.digits.empty()) return {.kind = Kind::kNotUnderstood};
    return {.kind = WhosePin(settings, heard.digits).empty() ? Kind::kWrongPin : Kind::kConfirm};
  }

  void Take(TransitionBuilder& d, const Meaning& meaning, const Heard& heard) const override {
    if (meaning.kind == Kind::kSilence) return Leave(d);
    if (meaning.kind == Kind::kNotUnderstood) return AgainUnless(d, ++d.Changed().talk.misses);
    const bool locked = PinsLocked(d.pin_tries, d.settings.pin_limits);
    if (locked) {
      d.out.pins_locked = true;
      d.Note("pins_locked");
    } else {
      NoteTry(d, meaning.kind == Kind::kWrongPin);
    }
    if (locked || meaning.kind == Kind::kWrongPin)
      return AgainUnless(d, CountWrongPin(d.Changed()));
    auto& call = d.Changed();
    call.step->contact = WhosePin(d.settings, heard.digits);
    NoteIdentified(call, call.step->contact);
    d.Note("identified", {{"contact", call.step->contact}});
    Leave(d);
  }

  /// Where nobody may be known by a PIN it was only said.
  void AfterPause(TransitionBuilder& d) const override { Leave(d); }

 private:
  static void NoteTry(TransitionBuilder& d, bool wrong) {
    const auto& limits = d.settings.pin_limits;
    d.out.pin_tries.push_back({.call = d.call().id,
                               .turn = d.call().talk.turn,
                               .caller = d.call().phone,
                               .at = d.now,
                               .wrong = wrong,
                               .limits = {.caller_since = d.now - limits.caller_within,
                                          .of_caller = limits.of_caller,
                                          .all_since = d.now - limits.all_within,
                                          .of_all = limits.of_all}});
  }
  static void AgainUnless(TransitionBuilder& d, int tries) {
    if (tries >= kMostWrongPins) return Leave(d);
    AskOn(d, {d.call().say});
  }
  static void Leave(TransitionBuilder& d) {
    FinishStep(d, events::kStepDone);
    NextStep(d);
  }
};

}  // namespace

void RegisterScript_identify(ScriptRegistry& registry);
void RegisterScript_identify(ScriptRegistry& registry) {
  registry.Add(std::make_unique<IdentifyScript>());
}

}  // namespace tocsin::voice
