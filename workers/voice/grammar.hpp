#pragma once

#include <optional>
#include <span>
#include <string>

#include "workers/voice/choice.hpp"

namespace tocsin::voice {

/// What came from the person in one turn. Keys win over speech.
struct Heard {
  std::string digits = {};
  std::string speech = {};
  std::optional<double> confidence = {};  ///< of the speech, 0 to 1

  bool Silent() const { return digits.empty() && speech.empty(); }
};

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
    kNotUnderstood,
    kMachineTalk,  ///< a voicemail's greeting, an announcement of the network
    kScreening,    ///< a device that asks who calls and why, for a person who may come
  };
  Kind kind = Kind::kNotUnderstood;
  std::size_t choice = 0;  ///< index, for kChoice
  /// Of kChoice: a key, or words that hold nothing else and whose recognition is vouched for. Only
  /// such a choice may do without a confirmation.
  bool plain = false;
};
std::string_view ToString(Meaning::Kind kind);

/// The decision grammar: pure. Phrases count as whole words only; a negation anywhere outside of a
/// phrase, or a second choice, means no choice. A confirmation must say nothing else of its own.
/// `pending` is the choice being confirmed (Step::kConfirm). Speech below `min_confidence` neither
/// chooses nor confirms.
Meaning Understand(std::span<const Choice> choices, Step step, std::size_t pending,
                   const Heard& heard, double min_confidence);

}  // namespace tocsin::voice
