#include "tools/phone/live/mouth.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::phone {

void Mouth::Say(Samples sound, Sort sort) { saying_.push_back({std::move(sound), sort}); }

void Mouth::SetNoise(Samples noise) {
  noise_ = std::move(noise);
  noise_next_ = 0;
}

Mouth::Frame Mouth::Next() {
  Frame frame;
  frame.sound.resize(kFrameSamples);
  if (!saying_.empty()) {
    auto& saying = saying_.front();
    const std::size_t count = std::min(kFrameSamples, saying.sound.size() - saying.next);
    std::copy_n(saying.sound.begin() + static_cast<std::ptrdiff_t>(saying.next), count,
                frame.sound.begin());
    saying.next += count;
    const bool voiced = IsVoiced(frame.sound);
    frame.noisy = voiced;
    if (saying.sort == Sort::kSpeech) {
      frame.onset = voiced && !std::exchange(saying.begun, saying.begun || voiced);
      frame.speech = saying.begun;
    }
    frame.over = saying.next >= saying.sound.size();
    if (frame.over) saying_.pop_front();
  }
  if (!noise_.empty()) {
    frame.noisy = true;
    Samples beneath(kFrameSamples);
    for (auto& sample : beneath) {
      sample = noise_[noise_next_];
      noise_next_ = (noise_next_ + 1) % noise_.size();
    }
    MixInto(frame.sound, beneath);
  }
  return frame;
}

}  // namespace tocsin::phone
