#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "workers/voice/call/transition_builder.hpp"
#include "workers/voice/understanding/grammar.hpp"

namespace tocsin::voice {

/// What a script waits for.
struct ExpectedAnswer {
  std::vector<std::string> hints = {};  ///< phrases the recogniser should expect
  int digits = 1;                       ///< number of keys
  /// Silence that ends a turn on a live line, where the request says nothing else.
  Duration end_after = std::chrono::milliseconds(500);
  /// Whatever is said is an answer: ears that know when a sentence has ended may say so before.
  bool free_speech = false;
  bool converses = false;  ///< Listening::converses
};

/// How a talk goes: one kind of it, a file in talk/scripts, stored with the call by its name.
/// Without state of its own: all it knows is the call. Pure. The talk counts turns, keeps the time
/// limit, tells boxes and devices from people, and repeats what was replied to a turn that comes
/// twice; a script only says what is said (AskOn, SayGoodbye of speaking.hpp).
class Script {
 public:
  virtual ~Script() = default;
  virtual std::string_view Name() const = 0;
  /// The first words, to a person who has heard nothing yet.
  virtual void Begin(TransitionBuilder& d) const = 0;

  // Of a script that asks.
  /// What may be answered now, in words: said again after what was no answer.
  virtual std::string Prompt(const Call&) const { return {}; }
  virtual ExpectedAnswer Expects(const Call&, const VoiceSettings&) const { return {}; }
  virtual Meaning Understand(const Call&, const Heard& heard, const VoiceSettings&) const {
    return {.kind = heard.Silent() ? Meaning::Kind::kSilence : Meaning::Kind::kNotUnderstood};
  }
  /// Whether such a turn settles the matter: it is heard out even where nothing more is asked.
  virtual bool Settles(const Call&, const Meaning&) const { return false; }
  /// Goes on after a person's turn.
  virtual void Take(TransitionBuilder& d, const Meaning& meaning, const Heard& heard) const;
  /// An answer was stored; `text` says so, and is a goodbye.
  virtual void Settled(TransitionBuilder& d, std::string text) const;

  // Of a script that waits for what others want of the call.
  /// The pause is over that it asked for (PauseFor).
  virtual void AfterPause(TransitionBuilder& d) const;
  /// The line wants words in the middle of the talk. False: those that it got last.
  virtual bool GoOn(TransitionBuilder&) const { return false; }
  /// What was heard so far was no person's.
  virtual void Forget(Call&) const {}
};

/// The script of a call, by its kind. One that is not known here (of a later release) follows from
/// the choices: with some it asks, without it only tells.
const Script& ScriptOf(const Call& call);
/// nullptr: there is none of this name.
const Script* ScriptNamed(std::string_view name);

}  // namespace tocsin::voice
