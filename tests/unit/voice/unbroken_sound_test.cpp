#include "workers/voice/media/unbroken_sound.hpp"

#include <gmock/gmock.h>

#include <algorithm>

namespace tocsin::voice {
namespace {

using namespace std::chrono_literals;

class UnbrokenSoundTest : public testing::Test {
 protected:
  /// A frame of 20 ms that begins there, loud.
  void Frame(Duration timestamp) {
    sound_.Take(Sound(160, 1'000), timestamp, now_, [this](SoundView whole) { Hear(whole); });
  }
  void Pass(Duration length) {
    for (Duration passed{}; passed < length; passed += 20ms) {
      now_ += 20ms;
      sound_.Tick(now_, [this](SoundView whole) { Hear(whole); });
    }
  }
  void Hear(SoundView whole) { heard_.insert(heard_.end(), whole.begin(), whole.end()); }
  Duration Length() const { return Duration(heard_.size() / 8); }
  Duration Loud() const { return Duration(std::ranges::count(heard_, 1'000) / 8); }

  UnbrokenSound sound_;
  SteadyTime now_{1h};
  Sound heard_;
};

TEST_F(UnbrokenSoundTest, SoundWithoutHolesIsAsItWas) {
  for (Duration at = 500ms; at < 1'500ms; at += 20ms) Frame(at + (at % 60ms == 0ms ? 10ms : 0ms));
  EXPECT_EQ(Length(), 1'000ms);
  EXPECT_EQ(Loud(), 1'000ms);
}

TEST_F(UnbrokenSoundTest, WhatWasLostIsSilenceByItsTimestamps) {
  for (Duration at = 0ms; at < 10s; at += 20ms)
    if (at % 1'000ms != 0ms && at % 1'000ms != 20ms && at % 1'000ms != 40ms) Frame(at);
  EXPECT_EQ(Loud(), 9'400ms);
  EXPECT_EQ(Length(), 10s - 60ms) << "from its first frame on";
}

TEST_F(UnbrokenSoundTest, OneLostFrameAfterAnotherAddsUpToNoDrift) {
  for (int i = 0; i < 1'000; ++i)
    if (i % 10 != 9) Frame(i * 20ms);
  EXPECT_LE(20s - Length(), 60ms);
}

TEST_F(UnbrokenSoundTest, WhatDoesNotComeIsSilenceByTheClockAndLateSoundTakesNoSecondPlace) {
  Frame(0ms);
  Pass(1s);
  EXPECT_EQ(Length(), 920ms);
  for (Duration at = 20ms; at < 1'100ms; at += 20ms) Frame(at);
  EXPECT_NEAR(static_cast<double>(Length().count()), 1'100, 40);
}

TEST_F(UnbrokenSoundTest, WhatWasLostForLongFitsBehindTheSilence) {
  Frame(0ms);
  Pass(3s);
  Frame(3'000ms);
  EXPECT_EQ(Length(), 3'020ms);
  EXPECT_EQ(Loud(), 40ms);
}

TEST_F(UnbrokenSoundTest, AClockThatJumpsIsANewOne) {
  Frame(0ms);
  Frame(10h);
  Frame(10h + 20ms);
  EXPECT_EQ(Length(), 60ms);
  sound_.Restart();
  Pass(10s);
  EXPECT_EQ(Length(), 60ms) << "nobody listens";
}

TEST_F(UnbrokenSoundTest, TimestampsThatStandStillLoseNothing) {
  for (int i = 0; i < 100; ++i) Frame(0ms);
  EXPECT_EQ(Loud(), 2s);
}

}  // namespace
}  // namespace tocsin::voice
