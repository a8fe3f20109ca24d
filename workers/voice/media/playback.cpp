#include "workers/voice/media/playback.hpp"

#include <algorithm>
#include <charconv>

namespace tocsin::voice {
namespace {

/// A mark that is so late will not come: from then on the clock alone counts.
constexpr Duration kMarkPatience = std::chrono::seconds(1);
constexpr Duration kNearlyStarved = std::chrono::milliseconds(40);

Duration LengthOfSamples(std::size_t samples) {
  return Duration(static_cast<Duration::rep>(samples) * 1'000 / kLineRate);
}
std::size_t SamplesIn(Duration length) {
  return static_cast<std::size_t>(std::max<Duration::rep>(0, length.count()) * kLineRate / 1'000);
}

std::string MarkName(int epoch, std::size_t sentence) {
  return std::to_string(epoch) + '.' + std::to_string(sentence);
}

}  // namespace

void Playback::Begin(std::size_t sentences, SteadyTime now) {
  if (Ahead(now).count() > 0) out_.SendClear();
  ++epoch_;
  ends_ = now;
  sentences_.assign(sentences, {});
  current_ = 0;
  held_ = starved_ = false;
}

void Playback::Add(std::size_t sentence, SoundView piece) {
  auto& to = sentences_.at(sentence);
  if (to.complete) return;
  to.sound.insert(to.sound.end(), piece.begin(), piece.end());
  to.length = to.sound.size();
}

void Playback::Complete(std::size_t sentence) { sentences_.at(sentence).complete = true; }

Duration Playback::Ahead(SteadyTime now) const {
  return std::max(Duration(0), std::chrono::duration_cast<Duration>(ends_ - now));
}

void Playback::Tick(SteadyTime now) {
  if (held_) return;
  while (current_ < sentences_.size() && SendNext(now)) {
  }
}

/// True: there may be more to send now.
bool Playback::SendNext(SteadyTime now) {
  auto& sentence = sentences_[current_];
  const std::size_t there = sentence.length - sentence.sent;
  if (there == 0 && sentence.complete) {
    out_.SendMark(MarkName(epoch_, current_));
    sentence.marked = true;
    ++current_;
    return true;
  }
  const Duration ahead = Ahead(now);
  if (there == 0) {
    // The engine is slower than the person listens.
    if (ahead.count() == 0 && sentence.sent > 0 && !std::exchange(starved_, true)) ++underruns_;
    return false;
  }
  std::size_t size = SamplesIn(pace_.message);
  if (there < size) {
    if (!sentence.complete && ahead > kNearlyStarved) return false;
    size = there;
  }
  if (ahead + LengthOfSamples(size) > pace_.lead) return false;
  out_.SendSound(SoundView(sentence.sound).subspan(sentence.sent, size));
  sentence.sent += size;
  starved_ = false;
  ends_ = std::max(ends_, now) +
          std::chrono::microseconds(static_cast<std::int64_t>(size) * 1'000'000 / kLineRate);
  return true;
}

void Playback::OnMark(std::string_view name, SteadyTime now) {
  const auto dot = name.find('.');
  if (dot == std::string_view::npos) return;
  int epoch = 0;
  std::size_t sentence = 0;
  std::from_chars(name.data(), name.data() + dot, epoch);
  std::from_chars(name.data() + dot + 1, name.data() + name.size(), sentence);
  // Those of before a clear come back because of it, heard or not.
  if (epoch != epoch_ || sentence >= sentences_.size() || !sentences_[sentence].marked) return;
  for (std::size_t i = 0; i <= sentence; ++i) sentences_[i].heard = true;
  const bool last =
      sentence + 1 == current_ && (current_ == sentences_.size() || sentences_[current_].sent == 0);
  if (last) ends_ = std::min(ends_, now);
  Forget(sentence + 1);
}

void Playback::Forget(std::size_t before) {
  for (std::size_t i = 0; i < before; ++i) sentences_[i].sound = {};
}

std::size_t Playback::StartOf(std::size_t sentence) const {
  std::size_t start = 0;
  for (std::size_t i = 0; i < sentence; ++i) start += sentences_[i].length;
  return start;
}

std::size_t Playback::Sent() const {
  return StartOf(current_) + (current_ < sentences_.size() ? sentences_[current_].sent : 0);
}

std::size_t Playback::HeardSamples(SteadyTime now) const {
  const std::size_t sent = Sent();
  std::size_t heard = sent - std::min(sent, SamplesIn(Ahead(now)));
  std::size_t start = 0;
  for (const auto& sentence : sentences_) {
    const std::size_t end = start + sentence.length;
    if (sentence.heard) {
      heard = std::max(heard, end);
    } else if (sentence.marked) {
      // Not beyond a mark that is still out, unless it is lost.
      const bool lost = LengthOfSamples(sent - end) + (now - ends_) > kMarkPatience;
      if (!lost) return std::min(heard, end);
    }
    start = end;
  }
  return heard;
}

Playback::Position Playback::Heard(SteadyTime now) const {
  std::size_t rest = HeardSamples(now);
  Position position{.played = LengthOfSamples(rest)};
  for (const auto& sentence : sentences_) {
    const bool last_known = sentence.complete ? rest < sentence.length : rest <= sentence.length;
    if (last_known && !sentence.heard) {
      position.samples = rest;
      position.length = sentence.length;
      return position;
    }
    rest -= std::min(rest, sentence.length);
    ++position.sentence;
  }
  return position;
}

bool Playback::AllHeard(SteadyTime now) const {
  if (current_ < sentences_.size()) return false;
  if (sentences_.empty() || sentences_.back().heard) return true;
  return now - ends_ > kMarkPatience;
}

void Playback::Clear(SteadyTime now) {
  const Position heard = Heard(now);
  if (Ahead(now).count() > 0) out_.SendClear();
  ++epoch_;
  ends_ = now;
  held_ = true;
  current_ = heard.sentence;
  for (std::size_t i = current_; i < sentences_.size(); ++i) {
    sentences_[i].sent = i == current_ ? heard.samples : 0;
    sentences_[i].marked = sentences_[i].heard = false;
  }
  for (std::size_t i = 0; i < current_; ++i) sentences_[i].heard = true;
  Forget(current_);
}

std::size_t Playback::Wanted() const {
  constexpr std::size_t kMadeAhead = 1;
  for (std::size_t i = current_; i < std::min(current_ + kMadeAhead + 1, sentences_.size()); ++i)
    if (!sentences_[i].complete) return i;
  return sentences_.size();
}

}  // namespace tocsin::voice
