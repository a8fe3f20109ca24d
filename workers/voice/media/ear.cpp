#include "workers/voice/media/ear.hpp"

#include <algorithm>

#include "adapters/sound/level.hpp"

namespace tocsin::voice {
namespace {

constexpr float kMaybe = 0.3F;
constexpr float kSurely = 0.5F;
/// Root mean square in dB below full scale: a person who holds the phone is some 15 dB louder.
constexpr double kAtThePhone = -38;
constexpr Duration kWindowLength = std::chrono::milliseconds(32);
constexpr Duration kLasts = std::chrono::milliseconds(120);
/// An onset of which nothing came, or a short sound that is over: nobody speaks.
constexpr Duration kFades = std::chrono::milliseconds(200);
/// What an utterance keeps: its end matters, and a caller's memory has a bound.
constexpr std::size_t kLongest = std::size_t{10} * kLineRate;
/// 1.6 s of sound: more at once came late, and must not hold up other lines.
constexpr int kMostWindowsATick = 50;
/// Carriers send every 20 to 100 ms, silence too.
constexpr Duration kMissing = std::chrono::milliseconds(250);

}  // namespace

void Ear::Hear(SoundView sound, SteadyTime now) {
  if (activity_ == nullptr) return;
  heard_at_ = filled_until_ = now;
  while (!sound.empty()) {
    const std::size_t part = std::min(sound.size(), window_.size() - filled_);
    std::copy_n(sound.begin(), part, window_.begin() + static_cast<std::ptrdiff_t>(filled_));
    filled_ += part;
    sound = sound.subspan(part);
    if (filled_ < window_.size()) return;
    filled_ = 0;
    Take(window_, now);
  }
}

void Ear::Take(SoundView window, SteadyTime now) {
  if (state_ != State::kQuiet) Keep(window);
  if (budget_ == 0) {
    ++skipped_;
  } else {
    --budget_;
    // The model hears every window, for it goes by what came before; what is said far away from the
    // phone, by a television or a neighbour, is nobody's turn.
    const float probability = activity_->Probability(window);
    Judge(sound::Level(window) >= kAtThePhone ? probability : 0.0F, now);
  }
  if (state_ == State::kVoice || state_ == State::kSpeaker) listener_.OnKept(window);
  // After the judgement, so that an onset finds what came before it.
  for (const auto sample : window) {
    before_[before_at_] = sample;
    before_at_ = (before_at_ + 1) % before_.size();
  }
  before_size_ = std::min(before_size_ + window.size(), before_.size());
}

void Ear::Judge(float probability, SteadyTime now) {
  if (probability <= kMaybe) return Silence(kWindowLength);
  silent_ = Duration(0);
  if (state_ == State::kQuiet) {
    Begin(now);
    Keep(window_);
    listener_.OnOnset();
  }
  if (probability <= kSurely) return;
  voiced_ += kWindowLength;
  if (state_ == State::kOnset) {
    state_ = State::kVoice;
    listener_.OnVoice();
  }
  if (state_ == State::kVoice && voiced_ >= kLasts) {
    state_ = State::kSpeaker;
    listener_.OnSpeaker();
  }
}

void Ear::Silence(Duration length) {
  if (state_ == State::kQuiet) return;
  silent_ += length;
  if (state_ == State::kSpeaker) {
    if (silent_ < end_after_) return;
    Sound utterance = std::move(utterance_);
    Restart();
    listener_.OnEnded(std::move(utterance));
  } else if (silent_ >= kFades) {
    Restart();
    listener_.OnFaded();
  }
}

Duration Ear::SpokenIn(SoundView utterance, Duration end_after) {
  const Duration length(static_cast<Duration::rep>(utterance.size()) * 1'000 / kLineRate);
  return std::max(Duration(0), length - kBeforeOnset - end_after);
}

void Ear::Tick(SteadyTime now) {
  budget_ = kMostWindowsATick;
  if (heard_at_ == SteadyTime() || now - heard_at_ < kMissing) return;
  const auto missing = std::chrono::duration_cast<Duration>(now - filled_until_);
  filled_until_ = now;
  Silence(missing);
}

void Ear::Begin(SteadyTime now) {
  state_ = State::kOnset;
  onset_at_ = now;
  voiced_ = silent_ = Duration(0);
  utterance_.clear();
  const std::size_t from = before_at_ + before_.size() - before_size_;
  for (std::size_t i = 0; i < before_size_; ++i)
    utterance_.push_back(before_[(from + i) % before_.size()]);
}

void Ear::Keep(SoundView window) {
  if (utterance_.size() + window.size() > kLongest)
    utterance_.erase(utterance_.begin(),
                     utterance_.begin() + static_cast<std::ptrdiff_t>(kLineRate));
  utterance_.insert(utterance_.end(), window.begin(), window.end());
}

void Ear::Restart() {
  state_ = State::kQuiet;
  utterance_ = {};
  voiced_ = silent_ = Duration(0);
}

}  // namespace tocsin::voice
