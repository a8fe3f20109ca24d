#include "tools/phone/live/sentence_cutter.hpp"

#include <utility>

namespace tocsin::phone {
namespace {

constexpr std::size_t kSentencePause = kLineRate * 6 / 10;
constexpr std::size_t kSentenceLead = kLineRate / 5;
constexpr std::size_t kLeastVoice = kLineRate / 10;  ///< shorter is a click
constexpr std::size_t kSaidOn = kLineRate / 2;       ///< of voice behind an act: it is heard again
constexpr std::size_t kLongestSentence = std::size_t{kLineRate} * 30;

}  // namespace

std::optional<SentenceCutter::Sentence> SentenceCutter::Frame(SampleSpan frame, bool voiced) {
  if (!in_sentence_) {
    before_.insert(before_.end(), frame.begin(), frame.end());
    if (before_.size() > kSentenceLead)
      before_.erase(before_.begin(),
                    before_.begin() + static_cast<std::ptrdiff_t>(before_.size() - kSentenceLead));
    if (!voiced) return std::nullopt;
    in_sentence_ = true;
    sentence_ = std::exchange(before_, {});
    quiet_ = 0;
    voiced_ = frame.size();
    voiced_before_.reset();
    return std::nullopt;
  }
  sentence_.insert(sentence_.end(), frame.begin(), frame.end());
  quiet_ = voiced ? 0 : quiet_ + frame.size();
  if (voiced) voiced_ += frame.size();
  if (quiet_ < kSentencePause && sentence_.size() < kLongestSentence) return std::nullopt;
  return Finish();
}

void SentenceCutter::Acted() {
  if (in_sentence_) voiced_before_ = voiced_;
}

bool SentenceCutter::BeforeAct() const {
  return in_sentence_ && voiced_before_ && voiced_ - *voiced_before_ < kSaidOn;
}

std::optional<SentenceCutter::Sentence> SentenceCutter::Cleared() {
  if (!in_sentence_ || !voiced_before_) return std::nullopt;
  auto sentence = Finish();
  if (sentence) sentence->before_act = true;  // however late the clear was
  return sentence;
}

std::optional<SentenceCutter::Sentence> SentenceCutter::Finish() {
  const bool before = BeforeAct();
  if (!std::exchange(in_sentence_, false)) return std::nullopt;
  Sentence sentence{std::exchange(sentence_, {}), before};
  if (voiced_ < kLeastVoice) return std::nullopt;
  return sentence;
}

}  // namespace tocsin::phone
