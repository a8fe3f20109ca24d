#pragma once

#include <array>
#include <cstddef>

#include "adapters/speech.hpp"

namespace tocsin::speech {

/// Says of each window whether it may hold a voice, by level alone, at a hundredth of what the
/// model costs: it stays closed while the line is as quiet as it has been, and opens early and
/// often. One line's.
class LevelGate {
 public:
  /// Of a window of VoiceActivity::kWindow samples. Open: look closer.
  bool Open(SoundView window);
  /// What the model said of the window that was let through: only what is no voice teaches the
  /// gate what quiet is here.
  void Learn(float probability);
  void Reset() { *this = LevelGate(); }

 private:
  static constexpr std::size_t kParts = 4;

  double floor_ = -1;  ///< mean square of the line's quiet; below zero: not known yet
  double level_ = 0;   ///< of the last window
  int open_for_ = 0;   ///< windows that stay open without another cause
};

}  // namespace tocsin::speech
