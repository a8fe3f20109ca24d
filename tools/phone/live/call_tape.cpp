#include "tools/phone/live/call_tape.hpp"

#include <algorithm>
#include <chrono>

namespace tocsin::phone {

std::size_t CallTape::Begin(SteadyTime now) {
  const std::scoped_lock lock(mutex_);
  if (!begun_) begun_ = now;
  const auto since = std::chrono::duration_cast<std::chrono::microseconds>(now - *begun_).count();
  return static_cast<std::size_t>(since) * kLineRate / 1'000'000;
}

void CallTape::Write(Side side, std::size_t at, SampleSpan sound) {
  const std::scoped_lock lock(mutex_);
  if (forgotten_ || at + sound.size() > kMostSamples) return;
  auto& samples = sides_[static_cast<std::size_t>(side)];
  if (samples.size() < at + sound.size()) samples.resize(at + sound.size());
  std::ranges::copy(sound, samples.begin() + static_cast<std::ptrdiff_t>(at));
}

Samples CallTape::Of(Side side) const {
  const std::scoped_lock lock(mutex_);
  return sides_[static_cast<std::size_t>(side)];
}

void CallTape::Forget() {
  const std::scoped_lock lock(mutex_);
  forgotten_ = true;
  sides_ = {};
}

bool CallTape::Forgotten() const {
  const std::scoped_lock lock(mutex_);
  return forgotten_;
}

}  // namespace tocsin::phone
