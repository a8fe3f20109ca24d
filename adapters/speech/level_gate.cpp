#include "adapters/speech/level_gate.hpp"

#include <algorithm>

namespace tocsin::speech {
namespace {

// In mean squares of 16-bit samples. A step of G.711 near zero is 8: below that nothing is heard.
constexpr double kInaudible = 8.0 * 8.0;
// A window of steady noise differs from the mean by a tenth, its quarters by a fifth (of one
// deviation): these are 8 and 5 deviations, 2.6 and 4.8 dB.
constexpr double kWindowAbove = 1.8, kPartAbove = 3.0;
// The floor follows what is quieter within 4 windows (130 ms), what is louder within 32 (1 s).
constexpr double kFall = 0.25, kRise = 1.0 / 32;
constexpr float kNoVoice = 0.1F;
constexpr int kStayOpen = 16;  // 0.5 s: a pause between two words

double GateLevel(SoundView part) {
  // Whole numbers: the compiler adds eight at a time.
  std::int64_t sum = 0;
  for (const auto sample : part) sum += static_cast<std::int32_t>(sample) * sample;
  return static_cast<double>(sum) / static_cast<double>(part.size());
}

}  // namespace

bool LevelGate::Open(SoundView window) {
  const std::size_t length = window.size() / kParts;
  double loudest = 0;
  level_ = 0;
  for (std::size_t part = 0; part < kParts; ++part) {
    const double level = GateLevel(window.subspan(part * length, length));
    loudest = std::max(loudest, level);
    level_ += level / kParts;
  }
  const double floor = std::max(floor_, kInaudible);
  const bool louder = floor_ < 0 ? level_ > kInaudible  // nothing is known: look
                                 : level_ > floor * kWindowAbove || loudest > floor * kPartAbove;
  if (louder) open_for_ = kStayOpen;
  if (open_for_ > 0) {
    --open_for_;
    return true;
  }
  floor_ += (level_ - floor_) * (level_ < floor_ ? kFall : kRise);
  return false;
}

void LevelGate::Learn(float probability) {
  if (probability >= kNoVoice) {
    open_for_ = kStayOpen;
    return;
  }
  if (floor_ < 0) floor_ = level_;
  floor_ += (level_ - floor_) * (level_ < floor_ ? kFall : kRise);
}

}  // namespace tocsin::speech
