// Sounds made of numbers, the same in every run.
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <random>

#include "tools/phone/live/voice_box.hpp"

namespace tocsin::phone {
namespace {

constexpr std::size_t kNoiseLength = std::size_t{10} * kLineRate;

/// Of second order (Bristow-Johnson's cookbook of audio equaliser filters).
struct BandFilter {
  double b0, b1, b2, a1, a2;
  double x1 = 0, x2 = 0, y1 = 0, y2 = 0;

  enum class Kind { kHigh, kLow, kBand };
  static BandFilter Of(Kind kind, double hertz, double q) {
    const double w = 2 * std::numbers::pi * hertz / kLineRate;
    const double alpha = std::sin(w) / (2 * q);
    const double c = std::cos(w);
    const double a0 = 1 + alpha;
    if (kind == Kind::kBand) return {alpha / a0, 0, -alpha / a0, -2 * c / a0, (1 - alpha) / a0};
    const double outer = (kind == Kind::kHigh ? 1 + c : 1 - c) / 2;
    const double middle = kind == Kind::kHigh ? -(1 + c) : 1 - c;
    return {outer / a0, middle / a0, outer / a0, -2 * c / a0, (1 - alpha) / a0};
  }
  double Next(double x) {
    const double y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2;
    x2 = x1;
    x1 = x;
    y2 = y1;
    y1 = y;
    return y;
  }
};

std::int16_t NoiseSample(double value) {
  return static_cast<std::int16_t>(std::clamp(value, -1.0, 1.0) * 32000);
}

}  // namespace

void ToPhoneBand(Samples& sound) {
  auto low_cut = BandFilter::Of(BandFilter::Kind::kHigh, 300, 0.707);
  auto high_cut = BandFilter::Of(BandFilter::Kind::kLow, 3400, 0.707);
  for (auto& sample : sound) {
    const double filtered = high_cut.Next(low_cut.Next(sample));
    sample = static_cast<std::int16_t>(std::clamp(filtered, -32768.0, 32767.0));
  }
}

Samples Trimmed(SampleSpan sound) {
  constexpr std::size_t kStep = 40;  // 5 ms
  std::size_t first = 0;
  std::size_t last = sound.size();
  while (first + kStep <= last && !IsVoiced(sound.subspan(first, kStep))) first += kStep;
  while (last >= first + kStep && !IsVoiced(sound.subspan(last - kStep, kStep))) last -= kStep;
  return {sound.begin() + static_cast<std::ptrdiff_t>(first),
          sound.begin() + static_cast<std::ptrdiff_t>(last)};
}

Samples HumNoise(double level) {
  Samples sound(kNoiseLength);
  for (std::size_t i = 0; i < sound.size(); ++i) {
    double sum = 0;
    for (const int harmonic : {2, 4, 6, 8, 10, 12})  // of the mains; the line cuts the lowest
      sum += std::sin(2 * std::numbers::pi * 50 * harmonic * static_cast<double>(i) / kLineRate) /
             harmonic;
    sound[i] = NoiseSample(sum / 2);
  }
  ToPhoneBand(sound);
  SetLevel(sound, level);
  return sound;
}

Samples WhiteNoise(double level) {
  std::minstd_rand dice(7);
  std::normal_distribution<> draw(0, 0.1);
  Samples sound(kNoiseLength);
  for (auto& sample : sound) sample = NoiseSample(draw(dice));
  ToPhoneBand(sound);
  SetLevel(sound, level);
  return sound;
}

Samples BabbleNoise(double level) {
  std::minstd_rand dice(11);
  std::uniform_real_distribution<> unit(0, 1);
  Samples sound(kNoiseLength);
  for (int talker = 0; talker < 6; ++talker) {
    const double pitch = 90 + 140 * unit(dice);
    Samples voice(kNoiseLength);
    for (std::size_t at = 0; at < voice.size();) {
      const auto length = static_cast<std::size_t>(kLineRate * (0.08 + 0.17 * unit(dice)));
      const bool pause = unit(dice) < 0.25;
      auto throat = BandFilter::Of(BandFilter::Kind::kBand, 350 + 500 * unit(dice), 5);
      auto mouth = BandFilter::Of(BandFilter::Kind::kBand, 900 + 1600 * unit(dice), 7);
      double phase = 0;
      for (std::size_t i = 0; i < length && at + i < voice.size(); ++i) {
        phase += pitch * (1 + 0.1 * std::sin(static_cast<double>(at + i) / 3000)) / kLineRate;
        double pulse = 0.02 * (unit(dice) - 0.5);
        if (phase >= 1) {
          phase -= 1;
          pulse += 1;
        }
        const double swell =
            std::sin(std::numbers::pi * static_cast<double>(i) / static_cast<double>(length));
        const double formed = throat.Next(pulse) + 0.7 * mouth.Next(pulse);
        if (!pause) voice[at + i] = NoiseSample(formed * swell);
      }
      at += length;
    }
    SetLevel(voice, -26);
    MixInto(sound, voice);
  }
  ToPhoneBand(sound);
  SetLevel(sound, level);
  return sound;
}

Samples Cough() {
  std::minstd_rand dice(3);
  std::normal_distribution<> draw(0, 0.3);
  auto throat = BandFilter::Of(BandFilter::Kind::kBand, 700, 1.2);
  Samples sound(kLineRate * 7 / 10);
  const std::array<std::pair<std::size_t, std::size_t>, 2> bursts = {
      std::pair(std::size_t{0}, std::size_t{1600}),
      std::pair(std::size_t{2600}, std::size_t{2800})};
  for (const auto& [from, length] : bursts)
    for (std::size_t i = 0; i < length; ++i) {
      const double along = static_cast<double>(i) / static_cast<double>(length);
      sound[from + i] = NoiseSample(throat.Next(draw(dice)) * std::exp(-4 * along) * 2);
    }
  SetLevel(sound, kSpeechLevel);
  return sound;
}

Samples Beep() {
  Samples sound(kLineRate / 2);
  for (std::size_t i = 0; i < sound.size(); ++i)
    sound[i] = NoiseSample(
        0.3 * std::sin(2 * std::numbers::pi * 1000 * static_cast<double>(i) / kLineRate));
  return sound;
}

}  // namespace tocsin::phone
