#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "tools/phone/live/sound.hpp"

namespace tocsin::phone {

/// What a carrier holds of our sound and has not played: plays in order and in real time, gives a
/// mark back when all before it was played, and forgets everything on clear, giving the marks back.
class PlayBuffer {
 public:
  struct Played {
    Samples sound;                   ///< as long as asked for, silence behind what there was
    std::size_t ours = 0;            ///< samples of it that were sent to us
    std::vector<std::string> marks;  ///< reached
    bool ran_dry = false;            ///< the end came within speech: no mark stood behind it
  };
  /// Ten minutes; beyond it a carrier would end the stream.
  static constexpr std::size_t kMostSamples = std::size_t{600} * kLineRate;

  /// False, and nothing is kept, when too much is waiting.
  bool Add(SampleSpan sound);
  void Mark(std::string name);
  std::vector<std::string> Clear();
  Played Play(std::size_t samples);
  std::size_t Waiting() const { return sound_.size() - next_; }

 private:
  Samples sound_;
  std::size_t next_ = 0;      ///< of sound_
  std::uint64_t played_ = 0;  ///< or forgotten, of all that ever came
  std::uint64_t came_ = 0;
  std::uint64_t last_mark_ = 0;  ///< where the newest mark stands
  std::deque<std::pair<std::uint64_t, std::string>> marks_;
};

}  // namespace tocsin::phone
