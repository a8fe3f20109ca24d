#include "adapters/sound/key_tones.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numbers>
#include <random>

#include "adapters/sound/g711.hpp"

namespace tocsin::sound {
namespace {

constexpr std::string_view kEveryKey = "1234567890*#ABCD";
constexpr std::size_t MillisecondsOfLine(std::size_t ms) { return ms * kLineRate / 1'000; }

void Append(Sound& to, const Sound& what) { to.insert(to.end(), what.begin(), what.end()); }
void AppendSilence(Sound& to, std::size_t ms) { to.resize(to.size() + MillisecondsOfLine(ms)); }

void AddNoise(Sound& to, double amplitude) {
  std::mt19937 random(7);  // NOLINT: the same every time
  std::normal_distribution<double> noise(0, amplitude);
  for (auto& sample : to)
    sample = static_cast<std::int16_t>(std::clamp(sample + noise(random), -32768.0, 32767.0));
}

/// By pieces of 20 ms, as lines bring it.
std::string KeysIn(SoundView sound) {
  KeyTones ear;
  std::string keys;
  for (std::size_t at = 0; at < sound.size(); at += 160)
    keys += ear.Hear(sound.subspan(at, std::min<std::size_t>(160, sound.size() - at)));
  return keys;
}

Sound AllKeys(std::size_t tone, std::size_t gap, double decibels) {
  Sound sound;
  for (const char key : kEveryKey) {
    AppendSilence(sound, gap);
    Append(sound, KeyTone(key, MillisecondsOfLine(tone), decibels));
  }
  AppendSilence(sound, gap);
  return sound;
}

TEST(KeyTones, HearEveryKeyOnceHoweverLongItIsHeld) {
  EXPECT_EQ(KeysIn(AllKeys(65, 60, -10)), kEveryKey);
  EXPECT_EQ(KeysIn(AllKeys(1'000, 60, -10)), kEveryKey);
}

TEST(KeyTones, HearKeysOfAnyLevelThroughMuLawAndNoise) {
  for (const double decibels : {-7.0, -20.0, -32.0}) {
    Sound sound = AllKeys(70, 50, decibels);
    AddNoise(sound, 32767 * std::pow(10, (decibels - 15) / 20));
    for (auto& sample : sound) sample = FromMuLaw(ToMuLaw(sample));
    EXPECT_EQ(KeysIn(sound), kEveryKey) << decibels;
  }
}

/// Q.24: 1.5 % off counts, 3.5 % does not.
TEST(KeyTones, HearTonesThatAreALittleOff) {
  for (const double off : {-0.035, -0.014, 0.014, 0.035}) {
    Sound sound(MillisecondsOfLine(100));
    for (std::size_t i = 0; i < sound.size(); ++i) {
      const double at = 2 * std::numbers::pi * (1 + off) * static_cast<double>(i) / kLineRate;
      sound[i] = static_cast<std::int16_t>(8'000 * (std::sin(941 * at) + std::sin(1633 * at)));
    }
    EXPECT_EQ(KeysIn(sound), std::abs(off) < 0.02 ? "D" : "") << off;
  }
}

TEST(KeyTones, TheSameKeyTwiceIsTwoAndAHoleInItIsNone) {
  Sound twice = KeyTone('5', MillisecondsOfLine(80));
  AppendSilence(twice, 50);
  Append(twice, KeyTone('5', MillisecondsOfLine(80)));
  EXPECT_EQ(KeysIn(twice), "55");

  Sound holed = KeyTone('5', MillisecondsOfLine(200));
  std::fill_n(holed.begin() + 900, 60, std::int16_t{0});
  EXPECT_EQ(KeysIn(holed), "5");
}

TEST(KeyTones, AKeyThatFollowsAtOnceCounts) {
  Sound sound = KeyTone('1', MillisecondsOfLine(100));
  Append(sound, KeyTone('9', MillisecondsOfLine(100)));
  EXPECT_EQ(KeysIn(sound), "19");
}

TEST(KeyTones, ATouchOfAToneIsNoKey) {
  Sound sound;
  AppendSilence(sound, 40);
  Append(sound, KeyTone('1', MillisecondsOfLine(35)));
  AppendSilence(sound, 40);
  EXPECT_EQ(KeysIn(sound), "");
}

TEST(KeyTones, OneToneIsNoKeyNorAreTwoOfUnlikeStrength) {
  Sound one(kLineRate), unlike(kLineRate);
  for (std::size_t i = 0; i < one.size(); ++i) {
    const double at = 2 * std::numbers::pi * static_cast<double>(i) / kLineRate;
    one[i] = static_cast<std::int16_t>(9'000 * std::sin(697 * at));
    unlike[i] = static_cast<std::int16_t>(9'000 * std::sin(697 * at) + 2'000 * std::sin(1209 * at));
  }
  EXPECT_EQ(KeysIn(one), "");
  EXPECT_EQ(KeysIn(unlike), "");
}

/// A minute of vowels whose pitch and resonances wander: rich in tones, as a voice is.
TEST(KeyTones, NoKeyInWhatSoundsLikeSpeech) {
  std::mt19937 random(11);  // NOLINT: the same every time
  std::uniform_real_distribution<double> unit(0, 1);
  Sound speech;
  while (speech.size() < std::size_t{60} * kLineRate) {
    const double pitch = 80 + 220 * unit(random), glide = 0.8 + 0.4 * unit(random);
    const double first = 300 + 600 * unit(random), second = 900 + 1'400 * unit(random);
    const std::size_t length =
        MillisecondsOfLine(60 + static_cast<std::size_t>(240 * unit(random)));
    double phase = 0;
    for (std::size_t i = 0; i < length; ++i) {
      const double way = static_cast<double>(i) / static_cast<double>(length);
      const double now = pitch * (1 + (glide - 1) * way);
      phase += 2 * std::numbers::pi * now / kLineRate;
      double value = 0;
      for (int harmonic = 1; harmonic * now < 3'400; ++harmonic) {
        const double frequency = harmonic * now;
        const auto peak = [&](double at, double width) {
          return 1 / std::sqrt(1 + std::pow((frequency - at) / width, 2));
        };
        value += (peak(first, 60) + 0.7 * peak(second, 90)) * std::sin(harmonic * phase);
      }
      const double loud = 4'000 * value * std::sin(std::numbers::pi * way);
      speech.push_back(static_cast<std::int16_t>(std::clamp(loud, -32'768.0, 32'767.0)));
    }
  }
  EXPECT_EQ(KeysIn(speech), "");
}

TEST(KeyTones, NoKeyInNoiseSilenceAndARingingTone) {
  Sound silence(kLineRate), noise(std::size_t{20} * kLineRate), ringing(kLineRate);
  AddNoise(noise, 8'000);
  for (std::size_t i = 0; i < ringing.size(); ++i) {
    const double at = 2 * std::numbers::pi * static_cast<double>(i) / kLineRate;
    ringing[i] = static_cast<std::int16_t>(6'000 * (std::sin(440 * at) + std::sin(480 * at)));
  }
  EXPECT_EQ(KeysIn(silence), "");
  EXPECT_EQ(KeysIn(noise), "");
  EXPECT_EQ(KeysIn(ringing), "");
}

TEST(KeyTones, WhatIsNoKeyHasNoSound) { EXPECT_TRUE(KeyTone('x', 800).empty()); }

TEST(KeyTones, AResetForgetsAKeyHalfHeard) {
  KeyTones ear;
  const Sound tone = KeyTone('3', 7 * 102);
  EXPECT_EQ(ear.Hear(SoundView(tone).first(3 * 102)), "");
  ear.Reset();
  EXPECT_EQ(ear.Hear(SoundView(tone).subspan(3 * 102, 3 * 102)), "");
  EXPECT_EQ(ear.Hear(SoundView(tone).last(102)), "3");
}

}  // namespace
}  // namespace tocsin::sound
