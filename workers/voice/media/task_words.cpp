#include "workers/voice/media/task_words.hpp"

#include <algorithm>

namespace tocsin::voice {
namespace {

/// A person takes longer silence for a line that is dead.
constexpr Duration kQuietBeforeFiller = std::chrono::milliseconds(800);
/// From the beginning of one filler to the next.
constexpr Duration kQuietAfterFiller = std::chrono::seconds(4);

}  // namespace

void TaskWords::Begin(const LineTask& task, SteadyTime now) {
  text_.clear();
  sentences_.clear();
  told_ = 0;
  Take(task, now);
}

void TaskWords::Follow(const LineTask& task, SteadyTime now) {
  told_ = text_.empty() ? 0 : text_.size() + 1;
  Take(task, now);
}

void TaskWords::Take(const LineTask& task, SteadyTime now) {
  begins_ = sentences_.size();
  filler_ = said_fillers_ = 0;
  open_ = task.open;
  fillers_ = task.fillers;
  Add(task.say, now);
}

void TaskWords::Append(const std::string& sentence, bool last, SteadyTime now) {
  open_ = !last;
  Add({sentence}, now);
}

void TaskWords::Add(const std::vector<std::string>& lines, SteadyTime now) {
  const std::string more = JoinedLines(lines);
  if (!more.empty()) {
    const std::size_t at = text_.empty() ? 0 : text_.size() + 1;
    if (at > 0) text_ += ' ';
    text_ += more;
    for (const auto& place : SentencesOf(lines))
      sentences_.push_back({{.begin = at + place.begin, .end = at + place.end}});
  }
  quiet_since_.reset();
  if (open_ && more.empty()) quiet_since_ = now;
}

std::size_t TaskWords::AddSounded() {
  const std::size_t at = text_.empty() ? 0 : text_.size() + 1;
  if (at > 0) text_ += ' ';
  sentences_.push_back({{.begin = at, .end = at}, true});
  quiet_since_.reset();
  return sentences_.size() - 1;
}

void TaskWords::Lengthen(std::size_t sentence, std::string_view words) {
  if (sentence + 1 != sentences_.size()) return;
  text_ += words;
  sentences_.back().end = text_.size();
}

void TaskWords::SetOpen(bool open) {
  open_ = open;
  if (!open) quiet_since_.reset();
}

bool TaskWords::Bridge(SteadyTime now) {
  if (!open_ || !quiet_since_ || said_fillers_ >= fillers_.size() || !OnlyBridges()) return false;
  if (now - *quiet_since_ < (said_fillers_ == 0 ? kQuietBeforeFiller : kQuietAfterFiller))
    return false;
  Add({fillers_[said_fillers_++]}, now);
  filler_ = text_.size() - std::min(told_, text_.size());
  quiet_since_ = now;
  return true;
}

std::size_t TaskWords::GoOnFrom(std::size_t at) {
  for (std::size_t i = 0; i < sentences_.size(); ++i) {
    auto& place = sentences_[i];
    if (place.end <= at) continue;
    place.begin = std::max(place.begin, std::min(text_.find_first_not_of(' ', at), place.end));
    if (place.begin < place.end) return i;
  }
  return sentences_.size();
}

std::string_view TaskWords::Sentence(std::size_t sentence) const {
  const auto& place = sentences_[sentence];
  return std::string_view(text_).substr(place.begin, place.end - place.begin);
}

HeardOfUs TaskWords::Heard(std::size_t bytes) const {
  const std::size_t told = std::min(told_, text_.size());
  HeardOfUs of_us{.said = text_.substr(told), .filler = filler_};
  if (bytes > told) of_us.heard = text_.substr(told, bytes - told);
  return of_us;
}

}  // namespace tocsin::voice
