#include "adapters/sound/beep.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace tocsin::sound {
namespace {

constexpr int kBlocks = 10;
/// Above the ringing tones of the world (up to 480 Hz), within the phone's band.
constexpr double kLowestHeight = 600, kHighestHeight = 2'200;
constexpr double kSameHeight = 0.03;
/// Of the sample's mean square; as of the ear: a person at the phone is louder.
constexpr double kLeastLevel = 0.0125 * 0.0125;
/// What is left of a sine when each sample is foretold from the two before it; of a vowel's
/// harmonics ten times as much is, of noise all.
constexpr double kMostLeft = 0.02;
/// Of the block's power at the height that was found: two tones, such as a key's, have none there.
constexpr double kLeastShare = 0.6;

}  // namespace

bool Beep::Hear(SoundView piece) {
  bool heard = false;
  while (!piece.empty()) {
    const std::size_t part = std::min(piece.size(), kBlock - filled_);
    for (std::size_t i = 0; i < part; ++i)
      block_[filled_ + i] = static_cast<float>(piece[i]) / 32'768.0F;
    filled_ += part;
    piece = piece.subspan(part);
    if (filled_ < kBlock) break;
    filled_ = 0;
    heard |= EndBlock();
  }
  return heard;
}

/// A sine of the angle w a sample obeys x[n] + x[n-2] = 2 cos(w) x[n-1] (Prony, with one pair of
/// poles on the unit circle); the factor is found by least squares.
double Beep::ToneOfBlock() const {
  double middle = 0, product = 0;
  for (std::size_t n = 2; n < kBlock; ++n) {
    middle += static_cast<double>(block_[n - 1]) * block_[n - 1];
    product += static_cast<double>(block_[n] + block_[n - 2]) * block_[n - 1];
  }
  if (middle < kLeastLevel * (kBlock - 2)) return 0;
  const double factor = product / middle;
  if (std::abs(factor) >= 2) return 0;
  double left = 0;
  for (std::size_t n = 2; n < kBlock; ++n) {
    const double rest = block_[n] + block_[n - 2] - factor * block_[n - 1];
    left += rest * rest;
  }
  if (left > kMostLeft * (2 + factor * factor) * middle) return 0;
  return ShareAt(factor) < kLeastShare ? 0
                                       : std::acos(factor / 2) / (2 * std::numbers::pi) * kLineRate;
}

/// Goertzel's: what share of the block is a sine of this factor, 2 cos(w).
double Beep::ShareAt(double factor) const {
  double last = 0, before = 0, power = 0;
  for (const float sample : block_) {
    const double now = sample + factor * last - before;
    before = last;
    last = now;
    power += static_cast<double>(sample) * sample;
  }
  const double there = last * last + before * before - factor * last * before;
  return there * 2 / (power * kBlock);
}

bool Beep::EndBlock() {
  const double tone = ToneOfBlock();
  if (tone < kLowestHeight || tone > kHighestHeight) {
    height_ = 0;
    blocks_ = 0;
    return false;
  }
  if (height_ == 0 || std::abs(tone - height_) > kSameHeight * height_) {
    height_ = tone;
    blocks_ = 0;
  }
  return ++blocks_ == kBlocks;
}

}  // namespace tocsin::sound
