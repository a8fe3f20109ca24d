#pragma once

#include <functional>
#include <limits>
#include <map>
#include <string>

#include "schemas/result.hpp"
#include "tools/phone/live/sound.hpp"
#include "tools/phone/live/sound_spec.hpp"
#include "tools/phone/live/work_thread.hpp"

namespace tocsin::phone {

/// Makes what people let be heard, as a telephone line carries it: words by a program (festival's
/// text2wave, flite or espeak-ng, whichever is there), files, coughs and noise. One thread of its
/// own; keeps what it has made, up to ten minutes of sound.
class VoiceBox {
 public:
  using Done = std::function<void(Result<Samples>)>;
  /// `done` is called on the box's thread.
  void Make(const Speech& speech, Done done);
  void MakeNoise(const NoiseSpec& noise, Done done);

 private:
  struct Order {
    std::string key;
    std::function<Result<Samples>()> make;
    Done done;
  };
  void Put(Order order);
  void Fill(const Order& order);

  std::map<std::string, Samples> made_;  ///< of the thread
  std::size_t kept_ = 0;                 ///< samples
  WorkThread thread_{std::numeric_limits<std::size_t>::max()};
};

/// The band of a telephone line: 300 to 3,400 Hz.
void ToPhoneBand(Samples& sound);
/// Without the silence at both ends.
Samples Trimmed(SampleSpan sound);
/// Ten seconds that can be played again and again, at a level in dB of full scale.
Samples HumNoise(double level);
Samples WhiteNoise(double level);
/// Several people talking at once who say nothing: bursts of voice-like buzz.
Samples BabbleNoise(double level);
Samples Cough();
Samples Beep();

/// A person's voice on the line; noise stands in relation to it.
inline constexpr double kSpeechLevel = -20;

}  // namespace tocsin::phone
