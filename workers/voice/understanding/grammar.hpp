#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workers/voice/call/choice.hpp"
#include "workers/voice/languages/language.hpp"
#include "workers/voice/understanding/heard.hpp"

namespace tocsin::voice {

/// Confirms a read-back choice, pressed or said.
inline constexpr std::string_view kConfirmKey = "1";

enum class Step { kChoose, kConfirm };

/// What a turn means. Only kChoice and kConfirm can lead to a decision.
struct Meaning {
  enum class Kind {
    kSilence,
    kChoice,
    kConfirm,  ///< only in Step::kConfirm
    kReject,   ///< only in Step::kConfirm: choose again
    kRepeat,
    kWhatHappened,
    kTellMore,
    kWhatItDoes,   ///< "what will you do?", "what is the action?"
    kRecommended,  ///< "what do you recommend?"
    kWhy,
    kHelp,
    kNegated,    ///< "do not approve": never that choice
    kAmbiguous,  ///< two choices, a question, a doubt, an echo of our own prompt
    kUnclear,    ///< the recogniser was not sure
    kKeyNeeded,  ///< a confirmation in words where only keys are believed
    kWrongPin,   ///< keys that are not the PIN asked for
    kNotUnderstood,
    kFreeQuestion,  ///< not understood, and put to the language model
    kMachineTalk,   ///< a voicemail's greeting, an announcement of the network
    kScreening,     ///< a device that asks who calls and why, for a person who may come
  };
  Kind kind = Kind::kNotUnderstood;
  std::size_t choice = 0;  ///< index, for kChoice
  /// Of kChoice: a key, or words that hold nothing else and whose recognition is vouched for. Only
  /// such a choice may do without a confirmation.
  bool plain = false;
};
std::string_view ToString(Meaning::Kind kind);

/// What a call's context lets people name beside the choices.
struct SpokenNames {
  /// Say the same as approving: "restart container".
  std::vector<std::string> actions = {};
  /// Words for what it is done to, allowed after a choice: "nginx", "pve1".
  std::vector<std::string> targets = {};
};

/// What a turn is understood against; refers to what outlives it.
struct AnswerContext {
  const Language& language;
  std::span<const Choice> choices;
  Step step = Step::kChoose;
  std::size_t pending = 0;    ///< the choice being confirmed, in Step::kConfirm
  double min_confidence = 0;  ///< speech below neither chooses nor confirms
  SpokenNames names = {};
};

/// The decision grammar: pure. Speech chooses only when all its words are a phrase of exactly one
/// choice, courtesies of the language, and names of what the alert is about; it confirms only when
/// all its words are a confirmation and the same. Any other word may be somebody else's, and asks
/// again. Of a recogniser without trust (SpeechTrust::kNone) speech only proposes: its choices are
/// never plain, and it confirms nothing.
Meaning Understand(const AnswerContext& context, const Heard& heard);

}  // namespace tocsin::voice
