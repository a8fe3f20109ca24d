#include "tools/phone/live/sentence_cutter.hpp"

#include <utility>

namespace tocsin::phone {
namespace {

constexpr std::size_t kSentencePause = kLineRate * 6 / 10;
constexpr std::size_t kSentenceLead = kLineRate / 5;
constexpr std::size_t kLeastVoice = kLineRate / 10;  ///< shorter is a click
constexpr std::size_t kLongestSentence = std::size_t{kLineRate} * 30;

}  // namespace

std::optional<Samples> SentenceCutter::Frame(SampleSpan frame, bool voiced) {
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
    return std::nullopt;
  }
  sentence_.insert(sentence_.end(), frame.begin(), frame.end());
  quiet_ = voiced ? 0 : quiet_ + frame.size();
  if (voiced) voiced_ += frame.size();
  if (quiet_ < kSentencePause && sentence_.size() < kLongestSentence) return std::nullopt;
  return Finish();
}

std::optional<Samples> SentenceCutter::Finish() {
  if (!std::exchange(in_sentence_, false)) return std::nullopt;
  Samples sentence = std::exchange(sentence_, {});
  if (voiced_ < kLeastVoice) return std::nullopt;
  return sentence;
}

}  // namespace tocsin::phone
