#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/speech.hpp"
#include "adapters/steady_clock.hpp"

namespace tocsin::voice {

/// Where what is played goes: a carrier's socket.
class SoundOut {
 public:
  virtual ~SoundOut() = default;
  virtual void SendSound(SoundView sound) = 0;
  virtual void SendMark(const std::string& name) = 0;
  virtual void SendClear() = 0;
};

/// Plays the sentences of one task at the pace of a phone line: never far ahead of what the person
/// hears, so that little must be taken back; each sentence is followed by a mark. What was heard is
/// known by the marks, and between them by the clock, never more than was sent. Sound is kept until
/// it was heard, so that what was taken back can go on at the exact sample. A line's; loop thread.
class Playback {
 public:
  struct Pace {
    Duration message = std::chrono::milliseconds(100);  ///< of sound in one message
    Duration lead = std::chrono::milliseconds(200);     ///< at most so far ahead
  };
  struct Position {
    std::size_t sentence = 0;  ///< of the task; as many as there are: all was heard
    std::size_t samples = 0;   ///< of that sentence
    std::size_t length = 0;    ///< of that sentence, as far as known; 0: not known yet
    Duration played{};         ///< of all sentences
  };

  Playback(SoundOut& out, Pace pace) : out_(out), pace_(pace) {}

  /// Another task of so many sentences. What the carrier still holds of the one before is cleared.
  void Begin(std::size_t sentences, SteadyTime now);
  /// So many sentences more.
  void Extend(std::size_t sentences) { sentences_.resize(sentences_.size() + sentences); }
  std::size_t Sentences() const { return sentences_.size(); }
  /// Sound of a sentence; the last piece completes it.
  void Add(std::size_t sentence, SoundView piece);
  void Complete(std::size_t sentence);
  /// Sends what is due. At least every 20 ms.
  void Tick(SteadyTime now);
  /// A mark came back.
  void OnMark(std::string_view name, SteadyTime now);

  /// Sends nothing more for now; what is on its way is heard.
  void Hold() { held_ = true; }
  /// The carrier forgets what it holds; what was not heard is to be played again.
  void Clear(SteadyTime now);
  /// Goes on after Hold or Clear.
  void Resume() { held_ = false; }
  bool Held() const { return held_; }

  Position Heard(SteadyTime now) const;
  bool AllHeard(SteadyTime now) const;
  /// The first sentence whose sound is not complete and wanted soon: what to make next.
  std::size_t Wanted() const;
  /// The sentence that is being sent.
  std::size_t Current() const { return current_; }
  std::size_t Underruns() const { return underruns_; }

 private:
  struct Sentence {
    Sound sound = {};
    std::size_t length = 0;  ///< stays when the sound was dropped
    std::size_t sent = 0;
    bool complete = false;
    bool marked = false;  ///< its mark is sent
    bool heard = false;   ///< its mark came back
  };
  Duration Ahead(SteadyTime now) const;
  bool SendNext(SteadyTime now);
  std::size_t Sent() const;
  std::size_t StartOf(std::size_t sentence) const;
  std::size_t HeardSamples(SteadyTime now) const;
  void Forget(std::size_t before);

  SoundOut& out_;
  const Pace pace_;
  std::vector<Sentence> sentences_;
  std::size_t current_ = 0;  ///< being sent
  int epoch_ = 0;            ///< marks of an earlier one say nothing
  SteadyTime ends_{};        ///< when what was sent has been heard
  bool held_ = false;
  bool starved_ = false;
  std::size_t underruns_ = 0;
};

}  // namespace tocsin::voice
