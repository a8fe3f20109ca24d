#include "workers/voice/talk/pin.hpp"

#include <algorithm>

#include "schemas/masking.hpp"
#include "schemas/pin.hpp"
#include "workers/voice/call/identifying.hpp"
#include "workers/voice/talk/deciding.hpp"
#include "workers/voice/talk/prompts.hpp"
#include "workers/voice/talk/speaking.hpp"

namespace tocsin::voice {
namespace {

using Kind = Meaning::Kind;

constexpr std::string_view kWrongPins = "wrong_pins";
constexpr std::string_view kNotTold = "pressed a PIN";
constexpr std::string_view kIdentified = "identified";

/// Words that answer the question for a PIN and hold none.
bool IsCommand(Kind kind) {
  switch (kind) {
    case Kind::kSilence:
    case Kind::kReject:
    case Kind::kRepeat:
    case Kind::kWhatHappened:
    case Kind::kTellMore:
    case Kind::kWhatItDoes:
    case Kind::kRecommended:
    case Kind::kWhy:
    case Kind::kHelp:
      return true;
    default:
      return false;
  }
}

/// Not faster for a PIN whose first keys are right.
bool Same(const std::string& pin, const std::string& keyed) {
  if (pin.size() != keyed.size()) return false;
  unsigned different = 0;
  for (std::size_t i = 0; i < pin.size(); ++i)
    different |= static_cast<unsigned char>(pin[i]) ^ static_cast<unsigned char>(keyed[i]);
  return different == 0;
}

}  // namespace

const std::string* PinOf(const Call& call, const VoiceSettings& settings) {
  const auto found = settings.pins.find(call.contact);
  return found == settings.pins.end() ? nullptr : &found->second.Reveal();
}

bool IsPin(const Call& call, const VoiceSettings& settings, const std::string& keyed) {
  const auto* pin = PinOf(call, settings);
  return pin != nullptr && Same(*pin, keyed);
}

int WrongPins(const Call& call) {
  const auto* wrong = call.talk.kept.if_contains(kWrongPins);
  return wrong == nullptr ? 0 : wrong->to_number<int>();
}

int CountWrongPin(Call& call) {
  const int wrong = WrongPins(call) + 1;
  call.talk.kept[kWrongPins] = wrong;
  return wrong;
}

bool AsksForPin(const Call& call) {
  const auto* pending = PendingOf(call);
  return call.talk.step == Step::kConfirm && pending != nullptr && NeedsPin(*pending);
}

Meaning OfPin(const Call& call, const Heard& heard, const VoiceSettings& settings,
              Meaning understood) {
  if (heard.digits.empty()) {
    if (understood.kind == Kind::kConfirm || understood.kind == Kind::kChoice)
      understood.kind = Kind::kKeyNeeded;
    return understood;
  }
  // A setting that was taken away in the meantime lets nobody through.
  const auto* pin = PinOf(call, settings);
  if (IsPin(call, settings, heard.digits)) return {.kind = Kind::kConfirm};
  if (pin == nullptr || heard.digits.size() >= pin->size()) return {.kind = Kind::kWrongPin};
  // "1" confirms everything else, and is here no more than a PIN that was not keyed to its end.
  return understood.kind == Kind::kConfirm ? Meaning{.kind = Kind::kNotUnderstood} : understood;
}

void RefusePin(TransitionBuilder& d) {
  if (CountWrongPin(d.Changed()) >= kMostWrongPins)
    return SayGoodbye(d, "wrong_pin", prompts::For(d.call()).pins_refused);
  AskOn(d, {prompts::For(d.call()).wrong_pin});
}

std::size_t LongestIdentifyingPin(const VoiceSettings& settings) {
  std::size_t longest = 0;
  for (const auto& [contact, pin] : settings.pins)
    if (settings.identify_by_pin && pin.Reveal().size() >= kShortestIdentifyingPin)
      longest = std::max(longest, pin.Reveal().size());
  return longest;
}

/// All are looked at, whichever fits.
std::string WhosePin(const VoiceSettings& settings, const std::string& keyed) {
  std::string who;
  int fit = 0;
  for (const auto& [contact, pin] : settings.pins) {
    if (!Same(pin.Reveal(), keyed)) continue;
    who = contact;
    ++fit;
  }
  const bool may = settings.identify_by_pin && keyed.size() >= kShortestIdentifyingPin;
  return may && fit == 1 ? who : std::string();
}

bool PinsLocked(const PinTries& tries, const PinLimits& limits) {
  return tries.of_caller >= limits.of_caller || tries.of_all >= limits.of_all;
}

void NoteIdentified(Call& call, const std::string& contact) {
  call.talk.kept[kIdentified] = contact;
}

std::optional<std::string> IdentifiedBy(const Call& call) {
  const auto* contact = call.talk.kept.if_contains(kIdentified);
  if (contact == nullptr || *contact != json::value(call.contact)) return std::nullopt;
  return "PIN keyed on a call from " + MaskPhone(call.phone);
}

std::string HeardWithoutPin(const Call& call, const Heard& heard, const Meaning& meaning,
                            const VoiceSettings& settings) {
  if (MayIdentify(call)) {
    return heard.Silent() ? std::string() : std::string(kNotTold);
  }
  const auto* pin = PinOf(call, settings);
  const bool keyed_early = pin != nullptr && heard.digits.find(*pin) != std::string::npos;
  if (keyed_early || (AsksForPin(call) && !IsCommand(meaning.kind))) return std::string(kNotTold);
  return HeardText(heard);
}

}  // namespace tocsin::voice
