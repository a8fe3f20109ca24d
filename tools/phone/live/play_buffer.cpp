#include "tools/phone/live/play_buffer.hpp"

#include <algorithm>

namespace tocsin::phone {

bool PlayBuffer::Add(SampleSpan sound) {
  if (Waiting() + sound.size() > kMostSamples) return false;
  if (next_ == sound_.size()) {
    sound_.clear();
    next_ = 0;
  }
  sound_.insert(sound_.end(), sound.begin(), sound.end());
  came_ += sound.size();
  return true;
}

void PlayBuffer::Mark(std::string name) {
  marks_.emplace_back(came_, std::move(name));
  last_mark_ = came_;
}

std::vector<std::string> PlayBuffer::Clear() {
  std::vector<std::string> returned;
  for (auto& [at, name] : marks_) returned.push_back(std::move(name));
  marks_.clear();
  sound_.clear();
  next_ = 0;
  played_ = came_;
  last_mark_ = came_;  // what was cut off on purpose did not run dry
  return returned;
}

PlayBuffer::Played PlayBuffer::Play(std::size_t samples) {
  Played out;
  out.ours = std::min(samples, Waiting());
  const auto begin = sound_.begin() + static_cast<std::ptrdiff_t>(next_);
  out.sound.assign(begin, begin + static_cast<std::ptrdiff_t>(out.ours));
  out.sound.resize(samples);
  next_ += out.ours;
  played_ += out.ours;
  while (!marks_.empty() && marks_.front().first <= played_) {
    out.marks.push_back(std::move(marks_.front().second));
    marks_.pop_front();
  }
  out.ran_dry = Waiting() == 0 && out.ours > 0 && last_mark_ != came_;
  // Moved down now and then: what a long call has played is not kept.
  if (next_ > kMostSamples / 10 && next_ > sound_.size() / 2) {
    sound_.erase(sound_.begin(), sound_.begin() + static_cast<std::ptrdiff_t>(next_));
    next_ = 0;
  }
  return out;
}

}  // namespace tocsin::phone
