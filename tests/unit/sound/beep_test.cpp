#include "adapters/sound/beep.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "adapters/sound/g711.hpp"
#include "adapters/sound/key_tones.hpp"

namespace tocsin::sound {
namespace {

constexpr std::size_t SamplesOf(std::size_t ms) { return ms * kLineRate / 1'000; }

/// Sines at once, each of this amplitude.
Sound Tones(const std::vector<double>& hertz, std::size_t ms, double amplitude = 6'000) {
  Sound sound(SamplesOf(ms));
  for (std::size_t i = 0; i < sound.size(); ++i) {
    double sum = 0;
    for (const double each : hertz)
      sum += amplitude * std::sin(2 * std::numbers::pi * each * static_cast<double>(i) / kLineRate);
    sound[i] = static_cast<std::int16_t>(sum);
  }
  return sound;
}

/// As a phone line brings it: mu-law, in pieces of 20 ms.
int BeepsIn(const Sound& sound) {
  Beep ear;
  int beeps = 0;
  for (std::size_t at = 0; at < sound.size(); at += 160) {
    Sound piece;
    for (std::size_t i = at; i < std::min(at + 160, sound.size()); ++i)
      piece.push_back(FromMuLaw(ToMuLaw(sound[i])));
    beeps += ear.Hear(piece) ? 1 : 0;
  }
  return beeps;
}

TEST(Beep, HearsWhatMachinesBeep) {
  for (const double hertz : {620.0, 850.0, 1'000.0, 1'400.0, 2'000.0, 2'150.0}) {
    EXPECT_EQ(BeepsIn(Tones({hertz}, 400)), 1) << hertz;
    EXPECT_EQ(BeepsIn(Tones({hertz}, 3'000)), 1) << "one beep is told once: " << hertz;
    EXPECT_EQ(BeepsIn(Tones({hertz}, 400, 900)), 1) << "a quiet one: " << hertz;
  }
}

TEST(Beep, ThereMayBeTwo) {
  Sound sound = Tones({1'000}, 300);
  sound.resize(sound.size() + SamplesOf(500));
  const Sound second = Tones({1'400}, 300);
  sound.insert(sound.end(), second.begin(), second.end());
  EXPECT_EQ(BeepsIn(sound), 2);
}

TEST(Beep, HearsNoneInWhatIsNone) {
  EXPECT_EQ(BeepsIn(Tones({1'000}, 150)), 0) << "too short";
  EXPECT_EQ(BeepsIn(Tones({1'000}, 1'000, 100)), 0) << "too quiet";
  EXPECT_EQ(BeepsIn(Tones({50, 100, 150}, 1'000)), 0) << "hum";
  EXPECT_EQ(BeepsIn(Tones({425}, 1'000)), 0) << "it rings, in most of the world";
  EXPECT_EQ(BeepsIn(Tones({440, 480}, 1'000)), 0) << "it rings, in America";
  EXPECT_EQ(BeepsIn(Tones({150, 300, 450, 600, 750, 900}, 1'000, 2'000)), 0) << "a vowel";
  for (const char key : std::string("1590#D")) EXPECT_EQ(BeepsIn(KeyTone(key, SamplesOf(600))), 0);
  std::mt19937 random(3);  // NOLINT: the same every time
  std::normal_distribution<double> noise(0, 4'000);
  Sound hiss(SamplesOf(2'000));
  for (auto& sample : hiss) sample = static_cast<std::int16_t>(noise(random));
  EXPECT_EQ(BeepsIn(hiss), 0);
}

TEST(Beep, ASiren) {
  // From 700 to 2,000 Hz and back each second: no machine's.
  Sound sound(SamplesOf(3'000));
  double phase = 0;
  for (std::size_t i = 0; i < sound.size(); ++i) {
    const double at = static_cast<double>(i) / kLineRate;
    const double hertz = 1'350 + 650 * std::sin(2 * std::numbers::pi * at);
    phase += 2 * std::numbers::pi * hertz / kLineRate;
    sound[i] = static_cast<std::int16_t>(6'000 * std::sin(phase));
  }
  EXPECT_EQ(BeepsIn(sound), 0);
}

}  // namespace
}  // namespace tocsin::sound
