// links: speech
#include "adapters/speech/level_gate.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <random>

namespace tocsin::speech {
namespace {

constexpr std::size_t kWindow = VoiceActivity::kWindow;

/// Windows of a line: noise of an amplitude, by a seed.
class NoisyLine {
 public:
  Sound Window(double amplitude) {
    std::normal_distribution<double> noise(0, amplitude);
    Sound window(kWindow);
    for (auto& sample : window) sample = static_cast<std::int16_t>(noise(random_));
    return window;
  }

 private:
  std::mt19937 random_{7};
};

int OpenOf(LevelGate& gate, NoisyLine& line, double amplitude, int windows, float said) {
  int open = 0;
  for (int at = 0; at < windows; ++at) {
    if (!gate.Open(line.Window(amplitude))) continue;
    gate.Learn(said);
    ++open;
  }
  return open;
}

TEST(LevelGate, DigitalSilenceNeverOpensIt) {
  LevelGate gate;
  for (int at = 0; at < 1000; ++at) EXPECT_FALSE(gate.Open(Sound(kWindow)));
}

TEST(LevelGate, SteadyNoiseClosesItWithinTwoSeconds) {
  for (const double amplitude : {30.0, 300.0, 3000.0}) {
    LevelGate gate;
    NoisyLine line;
    OpenOf(gate, line, amplitude, 63, 0);
    EXPECT_LT(OpenOf(gate, line, amplitude, 2000, 0), 40) << amplitude;
  }
}

TEST(LevelGate, WhatIsLouderOpensItAtOnce) {
  LevelGate gate;
  NoisyLine line;
  OpenOf(gate, line, 100, 300, 0);
  EXPECT_TRUE(gate.Open(line.Window(150)));
}

TEST(LevelGate, AnOnsetAtTheEndOfAWindowOpensIt) {
  LevelGate gate;
  NoisyLine line;
  OpenOf(gate, line, 100, 300, 0);
  auto window = line.Window(100);
  for (std::size_t at = kWindow - 64; at < kWindow; ++at)
    window[at] = static_cast<std::int16_t>(250 * std::sin(static_cast<double>(at) * 0.5));
  EXPECT_TRUE(gate.Open(window));
}

TEST(LevelGate, StaysOpenWhileThereIsAVoice) {
  LevelGate gate;
  NoisyLine line;
  OpenOf(gate, line, 100, 300, 0);
  OpenOf(gate, line, 2000, 10, 0.9F);
  // An even voice teaches nothing about quiet, however long it lasts.
  EXPECT_EQ(OpenOf(gate, line, 2000, 2000, 0.9F), 2000);
  // Quiet again: open for the pause between two words, then closed.
  EXPECT_LE(OpenOf(gate, line, 100, 300, 0), 20);
}

TEST(LevelGate, LouderNoiseBecomesTheNewQuiet) {
  LevelGate gate;
  NoisyLine line;
  OpenOf(gate, line, 100, 300, 0);
  EXPECT_GT(OpenOf(gate, line, 1000, 30, 0), 20);
  OpenOf(gate, line, 1000, 200, 0);
  EXPECT_LT(OpenOf(gate, line, 1000, 1000, 0), 20);
}

}  // namespace
}  // namespace tocsin::speech
