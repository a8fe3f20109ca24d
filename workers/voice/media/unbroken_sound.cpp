#include "workers/voice/media/unbroken_sound.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::voice {
namespace {

constexpr std::int64_t SamplesOf(Duration length) { return length.count() * kLineRate / 1'000; }

/// Timestamps of a carrier are that exact, and no exacter.
constexpr std::int64_t kJitter = SamplesOf(std::chrono::milliseconds(40));
/// A longer hole is another clock.
constexpr std::int64_t kLongestHole = SamplesOf(std::chrono::seconds(10));
/// Carriers send every 20 to 100 ms, silence too; what comes later than that is late.
constexpr Duration kMissingSound = std::chrono::milliseconds(250);
constexpr Duration kMayBeLate = std::chrono::milliseconds(100);

}  // namespace

void UnbrokenSound::Fill(std::int64_t samples, const Out& out) {
  static const Sound kSilence(kLineRate / 50);
  *end_ += samples;
  for (; samples > 0; samples -= std::ssize(kSilence))
    out(SoundView(kSilence).first(
        static_cast<std::size_t>(std::min(std::ssize(kSilence), samples))));
}

void UnbrokenSound::Take(SoundView sound, Duration timestamp, SteadyTime now, const Out& out) {
  const std::int64_t begins = SamplesOf(timestamp);
  ahead_ += std::exchange(filled_, 0);
  taken_at_ = now;
  const std::int64_t hole = end_ ? begins - *end_ : 0;
  if (!end_ || hole > kLongestHole) {
    end_ = begins;
    ahead_ = 0;
  } else if (hole > kJitter) {
    Fill(hole, out);
    ahead_ = 0;
  } else if (hole < -kJitter && ahead_ > 0) {
    // Silence stands where this was to be.
    const auto late = std::min({-hole, ahead_, static_cast<std::int64_t>(sound.size())});
    ahead_ -= late;
    sound = sound.subspan(static_cast<std::size_t>(late));
  } else {
    ahead_ = 0;
  }
  *end_ += std::ssize(sound);
  if (!sound.empty()) out(sound);
}

void UnbrokenSound::Tick(SteadyTime now, const Out& out) {
  if (!end_ || now - taken_at_ < kMissingSound) return;
  const auto missing = std::chrono::duration_cast<Duration>(now - taken_at_) - kMayBeLate;
  const std::int64_t more = SamplesOf(missing) - filled_;
  if (more <= 0) return;
  filled_ += more;
  Fill(more, out);
}

}  // namespace tocsin::voice
