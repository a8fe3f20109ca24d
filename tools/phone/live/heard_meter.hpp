#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tools/phone/live/media_record.hpp"
#include "tools/phone/live/sound.hpp"

namespace tocsin::phone {

/// Measures, from the person's end, how the other side takes turns: how soon what is waiting is
/// cleared once the person speaks or presses a key, how much of us is still heard, and whether
/// sound comes in time. Times are milliseconds since the stream's start. What looks like a known
/// mistake is told once, in words.
class HeardMeter {
 public:
  /// What the person hears in these 20 ms.
  void Frame(Millis now, bool voiced, MediaFigures& figures);
  /// The person begins (the first voiced sample was sent) and ends.
  void Onset(Millis now, MediaFigures& figures);
  void SpeechOver(Millis now);
  void Noise(Millis now) { noise_until_ = std::max(noise_until_, now); }
  void Key(Millis now, MediaFigures& figures);
  void RanDry(Millis now) { dry_since_ = now; }
  void Sound(Millis now, MediaFigures& figures);
  void Clear(Millis now, MediaFigures& figures);
  void End(MediaFigures& figures);

  bool Sounding(Millis now) const { return now - last_voiced_ < kGap; }
  std::vector<std::string> TakeRemarks();

 private:
  static constexpr Millis kGap = 300;  ///< between words of one sentence
  void Begin(Millis now, bool by_key, MediaFigures& figures);
  void Remark(std::string text);

  Millis last_voiced_ = -10'000;
  Millis noise_until_ = -10'000;  ///< until when the person made any sound or pressed a key
  bool speaking_ = false;
  bool interrupted_ = false;  ///< and we have not spoken since
  bool cleared_ = false;      ///< within what the person says now
  std::optional<Millis> dry_since_;
  std::vector<std::string> said_;  ///< remarks made, so that each is made once
  std::vector<std::string> remarks_;
};

}  // namespace tocsin::phone
