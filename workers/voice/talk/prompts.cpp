#include "workers/voice/talk/prompts.hpp"

#include <algorithm>

#include "schemas/utf8.hpp"
#include "workers/voice/call/permission.hpp"
#include "workers/voice/talk/alert_words.hpp"
#include "workers/voice/understanding/utterance.hpp"

namespace tocsin::voice::prompts {
namespace {

/// What a device that asks "who calls?" is told at most; it writes it down for a person.
constexpr std::size_t kLongestReason = 200;

/// Keys one by one, so that "12" is not read as twelve.
std::string SpokenKeys(const std::string& digits) {
  std::string out;
  for (const char digit : digits) {
    if (!out.empty()) out += ' ';
    out += digit;
  }
  return out;
}

std::string EndedAsSentence(std::string text) {
  if (text.empty() || EndsSentence(text)) return text;
  return text + '.';
}

/// What deciding for this choice would do; empty: nothing but recording it.
std::string EffectOf(const Call& call, const Choice& choice) {
  if (choice.id != "approve") return {};
  return ActionInWords(LanguageFor(call), call.context);
}

const Choice* Approving(const Call& call) {
  const auto found = std::ranges::find(call.choices, "approve", &Choice::id);
  return found == call.choices.end() ? nullptr : &*found;
}

bool HasKey(const Call& call, std::string_view key) {
  return std::ranges::any_of(call.choices,
                             [&](const Choice& choice) { return choice.digits == key; });
}

/// Why we call, in one sentence: the alert's title, else the start of the message.
std::string Reason(const Call& call) {
  std::string title = TitleOf(call.context);
  if (title.empty()) title = FirstSentence(call.say);
  return EndedAsSentence(Shortened(title, kLongestReason));
}

}  // namespace

const Language& LanguageFor(const Call& call) { return LanguageOf(call.language); }
const Sentences& For(const Call& call) { return LanguageFor(call).sentences; }

std::string Greeting(const Call& call) {
  return Filled(For(call).greeting, {{"say", EndedAsSentence(call.say)}});
}

std::string Options(const Call& call) {
  const auto& say = For(call);
  std::string out;
  const auto add = [&](std::string sentence) {
    if (!out.empty()) out += ' ';
    out += sentence;
  };
  for (const auto& choice : call.choices) {
    if (const auto effect = EffectOf(call, choice); !effect.empty())
      add(Filled(say.means, {{"choice", Capitalised(LabelOf(choice))}, {"effect", effect}}));
  }
  for (const auto& choice : call.choices) {
    const char* option = call.talk.only_keys ? say.option_key : say.option;
    add(Filled(choice.digits.empty() ? say.option_spoken : option,
               {{"choice", LabelOf(choice)}, {"keys", SpokenKeys(choice.digits)}}));
  }
  return out;
}

std::string Keys(const Call& call) {
  std::string out = For(call).key_repeat;
  if (!HasKey(call, "0")) out.append(" ").append(For(call).key_details);
  return out;
}

std::string Help(const Call& call) {
  return Options(call).append(" ").append(For(call).help).append(" ").append(Keys(call));
}

std::string ReadBack(const Call& call, const Choice& choice, bool by_key) {
  const auto& say = For(call);
  std::string what = LabelOf(choice);
  if (const auto effect = EffectOf(call, choice); !effect.empty())
    what = Filled(say.naming_effect, {{"choice", what}, {"effect", effect}});
  if (NeedsPin(choice)) return Filled(say.read_back_pin, {{"choice", what}});
  const bool only_keys =
      call.talk.only_keys || (call.live.open && call.live.trust == ToString(SpeechTrust::kNone));
  const char* said = only_keys ? say.read_back_said_key : say.read_back_said;
  const char* pressed = only_keys ? say.read_back_pressed_key : say.read_back_pressed;
  return Filled(by_key ? pressed : said, {{"choice", what}});
}

std::string Decided(const Call& call, const Choice& choice) {
  const auto& say = For(call);
  if (const auto effect = EffectOf(call, choice); !effect.empty())
    return Filled(Permitted(call.context) ? say.approved_effect : say.not_permitted,
                  {{"effect", effect}});
  if (choice.id == "approve") return say.approved;
  if (choice.id == "dismiss") return say.dismissed;
  return Filled(say.decided, {{"choice", Capitalised(LabelOf(choice))}});
}

std::string EndsSoon(const Call& call, Duration left) {
  using std::chrono::seconds;
  const auto& say = For(call);
  const auto whole = std::chrono::duration_cast<seconds>(left).count();
  if (whole < 50) return say.ends_within_a_minute;
  const auto minutes = (whole + 30) / 60;
  if (minutes == 1) return say.ends_in_one_minute;
  return Filled(say.ends_in_minutes, {{"minutes", std::to_string(minutes)}});
}

std::string Superseded(const Call& call, const Question& question) {
  const auto& say = For(call);
  if (question.decision) {
    const auto& by = question.decision->by.contact;
    return Filled(say.handled_by, {{"by", by.empty() ? say.somebody_else : by}});
  }
  return question.closed_because == "resolved" ? say.resolved_meanwhile : say.closed_meanwhile;
}

std::string DecidedBefore(const Call& call, const Question& question) {
  if (!question.decision) return Superseded(call, question);
  const auto& say = For(call);
  const auto& [by, id] = std::tie(question.decision->by.contact, question.decision->choice);
  const auto choice = std::ranges::find(call.choices, id, &Choice::id);
  return Filled(say.decided_before,
                {{"by", by.empty() ? say.somebody_else : by},
                 {"choice", choice == call.choices.end() ? id : LabelOf(*choice)}});
}

std::string WhatItDoes(const Call& call) {
  const auto* approving = Approving(call);
  const auto effect = ActionInWords(LanguageFor(call), call.context);
  if (effect.empty()) return For(call).no_effect;
  if (approving == nullptr) return Recommended(call);
  return Filled(For(call).effect, {{"choice", LabelOf(*approving)}, {"effect", effect}});
}

std::string Recommended(const Call& call) {
  const auto effect = ActionInWords(LanguageFor(call), call.context);
  if (effect.empty()) return For(call).no_recommendation;
  return Filled(For(call).recommended, {{"effect", effect}});
}

std::string Why(const Call& call) {
  std::string reason = ReasonOf(call.context);
  if (reason.empty()) reason = TitleOf(call.context);
  if (reason.empty()) return For(call).no_reason;
  return Filled(For(call).reason, {{"reason", EndedAsSentence(reason)}});
}

std::string Screening(const Call& call) {
  const auto& say = For(call);
  return Filled(call.contact.empty() ? say.screening : say.screening_for,
                {{"contact", call.contact}, {"why", Reason(call)}});
}

std::string Voicemail(const Call& call) {
  return Filled(For(call).voicemail, {{"why", Reason(call)}});
}

}  // namespace tocsin::voice::prompts
