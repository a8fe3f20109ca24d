#pragma once

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/sound/resampler.hpp"
#include "adapters/sound/wav.hpp"
#include "adapters/speech.hpp"
#include "schemas/result.hpp"

namespace tocsin::speech {

/// How bare samples stand in bytes; those of 16 bits have the low byte first.
enum class SampleCode { kMuLaw, kLinear16 };
struct SampleForm {
  SampleCode code = SampleCode::kMuLaw;
  int rate = kLineRate;  ///< Hz
};

/// Makes sound for a line of bare samples that come as the network cut them. What a service gives
/// instead is taken where it can be known: a RIFF header where none was asked for, and another form
/// that the head names. The silence before the first sound is left out. One stream's.
class RawSound {
 public:
  /// Of more than so many samples at kLineRate nobody has asked.
  RawSound(SampleForm asked, std::size_t most);

  /// The answer's Content-Type, empty for none. kInvalid: it is no sound, or none that we read.
  Status Begin(std::string_view content_type);
  /// At kLineRate; may be nothing yet. kInvalid: what comes is no such sound, or it has no end.
  Result<Sound> Feed(std::string_view bytes);
  /// What was left. kInvalid: there was no sound, or only silence.
  Result<Sound> Finish();

 private:
  enum class Reads { kUnknown, kWavHead, kSamples, kWav };
  Status Recognize();
  Status TakeWavHead();
  Sound Decode();
  Result<Sound> Deliver(Sound at_rate, bool last);

  SampleForm form_;
  const std::size_t most_;
  Reads reads_ = Reads::kUnknown;
  std::string bytes_;  ///< come, and not yet sound
  std::optional<sound::WavHead> wav_;
  std::size_t left_ = std::numeric_limits<std::size_t>::max();  ///< of a WAV's sound, in bytes
  std::optional<sound::Resampler> resampler_;
  std::size_t made_ = 0;  ///< samples at kLineRate, with the silence before
  bool came_ = false;
  bool loud_ = false;
  Sound quiet_;  ///< the end of the silence before the first sound
};

}  // namespace tocsin::speech
