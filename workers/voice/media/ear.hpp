#pragma once

#include <array>
#include <cstddef>
#include <memory>

#include "adapters/speech.hpp"
#include "adapters/steady_clock.hpp"

namespace tocsin::voice {

/// What an ear tells, in this order: an onset, then a voice or that it was none; a voice that lasts
/// is somebody who speaks, until it has ended.
class EarListener {
 public:
  virtual ~EarListener() = default;
  virtual void OnOnset() = 0;    ///< may be a voice
  virtual void OnVoice() = 0;    ///< very likely a voice
  virtual void OnSpeaker() = 0;  ///< it has lasted
  virtual void OnFaded() = 0;    ///< it has not
  /// After OnVoice, until it has faded or ended: a window more is kept of what is said.
  virtual void OnKept(SoundView window) = 0;
  /// After OnSpeaker: the silence is long enough. `utterance` from before the onset on.
  virtual void OnEnded(Sound utterance) = 0;
};

/// Follows who speaks on a line, window by window, and keeps what is said. A line's; loop thread.
class Ear {
 public:
  /// Without `activity` it hears nobody.
  Ear(std::unique_ptr<VoiceActivity> activity, EarListener& listener)
      : activity_(std::move(activity)), listener_(listener) {}

  void Hear(SoundView sound, SteadyTime now);
  /// At least every 100 ms: missing sound is silence.
  void Tick(SteadyTime now);
  /// Silence that ends an utterance.
  void SetEndAfter(Duration silence) { end_after_ = silence; }
  /// What was said is forgotten; who speaks just now begins anew.
  void Restart();

  /// How long was spoken in an utterance that so much silence has ended.
  static Duration SpokenIn(SoundView utterance, Duration end_after);

  bool Busy() const { return state_ != State::kQuiet; }
  /// Of what is being said, from before the onset on; valid until more is heard.
  SoundView Kept() const { return utterance_; }
  /// How long who speaks has been silent.
  Duration Silent() const { return silent_; }
  SteadyTime OnsetAt() const { return onset_at_; }
  std::size_t Skipped() const { return skipped_; }

 private:
  enum class State { kQuiet, kOnset, kVoice, kSpeaker };
  static constexpr Duration kBeforeOnset = std::chrono::milliseconds(300);
  static constexpr std::size_t kBefore = kBeforeOnset.count() * kLineRate / 1'000;
  void Take(SoundView window, SteadyTime now);
  void Judge(float probability, SteadyTime now);
  void Silence(Duration length);
  void Keep(SoundView window);
  void Begin(SteadyTime now);

  std::unique_ptr<VoiceActivity> activity_;
  EarListener& listener_;
  Duration end_after_ = std::chrono::milliseconds(500);
  State state_ = State::kQuiet;
  std::array<std::int16_t, VoiceActivity::kWindow> window_{};
  std::size_t filled_ = 0;
  std::array<std::int16_t, kBefore> before_{};  ///< a ring
  std::size_t before_at_ = 0, before_size_ = 0;
  Sound utterance_;
  Duration voiced_{}, silent_{};
  SteadyTime onset_at_{}, heard_at_{}, filled_until_{};
  int budget_ = 50;  ///< windows that may still be judged before the next tick
  std::size_t skipped_ = 0;
};

}  // namespace tocsin::voice
