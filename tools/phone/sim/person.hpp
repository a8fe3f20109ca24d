#pragma once

#include <string>
#include <string_view>

#include "tools/phone/sim/loop.hpp"
#include "tools/phone/sim/script.hpp"

namespace tocsin::phone {

/// What the side at the ear can do on a call.
class Line {
 public:
  /// Whether words would be taken now: nobody listens; a prompt plays that words do not stop; yes.
  enum class Ear { kClosed, kPromptOnly, kOpen };
  /// `kWaiting`: the prompt is over and an answer is waited for.
  enum class Prompt { kNone, kPlaying, kWaiting };

  virtual ~Line() = default;
  virtual Ear CurrentEar() const = 0;
  virtual Prompt CurrentPrompt() const = 0;
  virtual void Press(char key) = 0;
  virtual void StartSpeech(std::string_view text, double confidence) = 0;
  virtual void EndSpeech() = 0;
  /// The other side may be gone when this returns.
  virtual void HangUp(std::string_view why) = 0;
};

/// A scripted person, or a machine that plays its greeting. A turn waits until what was heard since
/// the last turn matches, thinks for half a second, waits until somebody listens, and acts. A
/// silent turn counts from the moment an answer is waited for. Loop thread only.
class Person {
 public:
  Person(Loop& loop, Line& line, Behaviour behaviour);

  /// The call is up. Turns begin and the time to hang up runs.
  void Join();
  /// A sentence, or its beginning when it was interrupted, reached the ear.
  void Hear(std::string_view text);
  /// The line's ear or prompt changed.
  void Notice();
  void Leave();

 private:
  void Advance();
  void Act();
  void PressNext(std::size_t index);
  void NextTurn();

  Line& line_;
  Behaviour behaviour_;
  std::vector<Turn> turns_;
  std::size_t turn_ = 0;
  std::string heard_;
  bool joined_ = false;
  bool matched_ = false;  ///< what the turn wants to hear was heard
  bool ready_ = false;    ///< and thought about
  bool acting_ = false;
  Timers timers_;
};

}  // namespace tocsin::phone
