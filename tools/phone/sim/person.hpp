#pragma once

#include <optional>
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
  /// Begins to say something and says how long it takes; none: Person::SpeechOver tells its end.
  virtual std::optional<Duration> StartSpeech(const Speech& speech) = 0;
  virtual void EndSpeech() = 0;
  /// The other side may be gone when this returns.
  virtual void HangUp(std::string_view why) = 0;
};

/// A scripted person, or a machine that plays its greeting. A turn waits until what was heard since
/// the last turn matches, thinks for half a second, waits until somebody listens, and acts; a turn
/// that talks over the other side acts a second after that began, whoever listens. A silent turn
/// counts from the moment an answer is waited for. Loop thread only.
class Person {
 public:
  Person(Loop& loop, Line& line, Behaviour behaviour);

  /// The call is up. Turns begin and the time to hang up runs.
  void Join();
  /// A sentence, or its beginning when it was interrupted, reached the ear.
  void Hear(std::string_view text);
  /// The beginning of a sentence that goes on; only who would break into it heeds that.
  void HearPart(std::string_view text);
  /// Something was said whose words nobody can tell: it is what any turn wanted to hear.
  void HearWordless();
  /// What was being said is over.
  void SpeechOver();
  /// The next turn would break into the sentence that it hears.
  bool WantsParts() const;
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
  bool wordless_ = false;
  bool speaking_ = false;  ///< until SpeechOver
  bool joined_ = false;
  bool matched_ = false;  ///< what the turn wants to hear was heard
  bool ready_ = false;    ///< and thought about
  bool acting_ = false;
  Timers timers_;
};

}  // namespace tocsin::phone
