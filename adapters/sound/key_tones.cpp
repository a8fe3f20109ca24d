#include "adapters/sound/key_tones.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <span>
#include <string_view>

namespace tocsin::sound {
namespace {

constexpr std::array<double, KeyTones::kTones> kFrequencies = {697,  770,  852,  941,
                                                               1209, 1336, 1477, 1633};
constexpr std::size_t kRows = 4;
constexpr std::string_view kKeys = "123A456B789C*0#D";
/// 12.75 ms: as short as still keeps the rows apart, whose neighbours are 73 Hz away.
constexpr std::size_t kBlock = 102;
constexpr int kBlocksOfAKey = 4;     // 51 ms at least
constexpr int kBlocksOfSilence = 2;  // a shorter gap is a hole in the line
/// Of the block's energy that the two tones must hold: tones 1.5 % off still do, speech does not.
constexpr float kShareOfTwoTones = 0.76F;
constexpr float kAboveNeighbours = 6.3F;  // 8 dB
constexpr float kColumnOverRow = 6.3F;    // 8 dB: lines weaken the higher tones, telephones mend it
constexpr float kRowOverColumn = 2.5F;    // 4 dB
constexpr double kQuietestTone = -42;     // dB below full scale
constexpr float kFarthestOff = 0.02F;     // of a frequency: 1.5 % must be taken, 3.5 % must not
constexpr float kLargestGlide = 5;        // Hz from block to block

/// 2 cos w of each frequency, for Goertzel's recurrence.
const std::array<float, KeyTones::kTones>& Coefficients() {
  static const auto values = [] {
    std::array<float, KeyTones::kTones> out{};
    for (std::size_t tone = 0; tone < out.size(); ++tone)
      out[tone] =
          static_cast<float>(2 * std::cos(2 * std::numbers::pi * kFrequencies[tone] / kLineRate));
    return out;
  }();
  return values;
}

/// The strongest of a group, when it stands out.
int StrongestTone(std::span<const float> group) {
  const auto best = std::ranges::max_element(group);
  for (auto other = group.begin(); other != group.end(); ++other)
    if (other != best && *other * kAboveNeighbours > *best) return -1;
  return static_cast<int>(best - group.begin());
}

}  // namespace

std::string KeyTones::Hear(SoundView piece) {
  const auto& coefficients = Coefficients();
  std::string keys;
  for (const auto sample : piece) {
    const float value = static_cast<float>(sample) / 32768.0F;
    energy_ += value * value;
    for (std::size_t tone = 0; tone < kTones; ++tone) {
      auto& [last, before] = tones_[tone];
      const float next = value + coefficients[tone] * last - before;
      before = last;
      last = next;
    }
    if (++filled_ == kBlock) EndBlock(keys);
  }
  return keys;
}

KeyTones::TwoTones KeyTones::TonesOfBlock() const {
  constexpr float kSamples = static_cast<float>(kBlock);
  std::array<float, kTones> power{};  // as a share of what a full sine gives: amplitude squared
  for (std::size_t tone = 0; tone < kTones; ++tone) {
    const auto [last, before] = tones_[tone];
    power[tone] = (last * last + before * before - Coefficients()[tone] * last * before) * 4 /
                  (kSamples * kSamples);
  }
  const int row = StrongestTone(std::span(power).first(kRows));
  const int column = StrongestTone(std::span(power).last(kTones - kRows));
  if (row < 0 || column < 0) return {};
  const auto place = static_cast<std::size_t>(row);
  const auto beside = static_cast<std::size_t>(column);
  const float low = power[place], high = power[kRows + beside];
  static const auto quietest = static_cast<float>(std::pow(10, kQuietestTone / 10));
  if (low < quietest || high < quietest) return {};
  if (high > low * kColumnOverRow || low > high * kRowOverColumn) return {};
  // A sine of amplitude a has the energy a^2 / 2 a sample.
  if ((low + high) * kSamples / 2 < kShareOfTwoTones * energy_) return {};
  return {.key = kKeys[place * 4 + beside], .tones = {place, kRows + beside}};
}

/// How many blocks in a row say so, when this one does. How far a tone turns from the end of
/// one block to the end of the next says its frequency, much finer than a block's width.
int KeyTones::AlikeWith(const TwoTones& found) {
  bool near = found.key == candidate_, steady = true;
  for (std::size_t i = 0; i < found.tones.size(); ++i) {
    const double frequency = kFrequencies[found.tones[i]];
    const double turn = 2 * std::numbers::pi * frequency / kLineRate;
    const auto [last, before] = tones_[found.tones[i]];
    const std::complex<float> end = last - before * std::polar(1.0F, static_cast<float>(-turn));
    const auto whole = std::polar(
        1.0F,
        static_cast<float>(std::fmod(-turn * static_cast<double>(kBlock), 2 * std::numbers::pi)));
    const float offset = std::arg(end * std::conj(ends_[i]) * whole) * kLineRate /
                         (2 * std::numbers::pi_v<float> * static_cast<float>(kBlock));
    if (std::abs(offset) > kFarthestOff * static_cast<float>(frequency)) near = false;
    if (alike_ > 1 && std::abs(offset - offsets_[i]) > kLargestGlide) steady = false;
    ends_[i] = end;
    offsets_[i] = offset;
  }
  if (!near) return 1;
  return steady ? alike_ + 1 : 2;  // a block that it filled in part is no end of it
}

void KeyTones::EndBlock(std::string& keys) {
  const TwoTones found = TonesOfBlock();
  if (found.key != 0) {
    alike_ = AlikeWith(found);
  } else {
    alike_ = candidate_ == 0 ? alike_ + 1 : 1;
  }
  candidate_ = found.key;
  if (found.key == 0 && alike_ >= kBlocksOfSilence) held_ = 0;
  if (found.key != 0 && found.key != held_ && alike_ == kBlocksOfAKey) {
    keys += found.key;
    held_ = found.key;
  }
  tones_ = {};
  energy_ = 0;
  filled_ = 0;
}

Sound KeyTone(char key, std::size_t samples, double decibels) {
  const auto place = kKeys.find(key);
  if (place == std::string_view::npos) return {};
  const double amplitude = 32767 * std::pow(10, decibels / 20);
  const double low = 2 * std::numbers::pi * kFrequencies[place / 4] / kLineRate;
  const double high = 2 * std::numbers::pi * kFrequencies[kRows + place % 4] / kLineRate;
  Sound sound(samples);
  for (std::size_t i = 0; i < samples; ++i) {
    const auto at = static_cast<double>(i);
    const double value = amplitude * (std::sin(low * at) + std::sin(high * at));
    sound[i] = static_cast<std::int16_t>(std::clamp(value, -32768.0, 32767.0));
  }
  return sound;
}

}  // namespace tocsin::sound
