#include "workers/voice/media/respelled_words.hpp"

#include <algorithm>

namespace tocsin::voice {

std::string RespelledWords::Give(std::string_view sentence, std::string_view language,
                                 std::size_t ours, std::size_t given) {
  const auto add = [&](std::string_view word, std::string said, bool whole) {
    parts_.push_back({ours, word.size(), given, said.size(), whole});
    ours += word.size();
    given += said.size();
    return said;
  };
  const auto plain = [&](std::string_view between) {
    return add(between, std::string(between), false);
  };
  if (lexicon_ == nullptr) return plain(sentence);
  return lexicon_->Said(
      sentence, language,
      [&](std::string_view word, const Pronunciation& how) {
        return add(word, how.say.empty() ? std::string(word) : how.say, true);
      },
      plain);
}

std::size_t RespelledWords::Ours(std::size_t given) const {
  const auto behind = std::ranges::upper_bound(parts_, given, {}, &Part::given);
  if (behind == parts_.begin()) return given;
  const auto& part = *std::prev(behind);
  const auto heard = given - part.given;
  if (heard >= part.given_size) return part.ours + part.size;
  return part.ours + (part.whole ? 0 : heard);
}

void RespelledWords::CutAt(std::size_t given) {
  std::erase_if(parts_, [given](const Part& part) { return part.given >= given; });
  if (parts_.empty()) return;
  auto& last = parts_.back();
  if (last.given + last.given_size <= given) return;
  last.given_size = given - last.given;
  last.size = last.whole ? 0 : last.given_size;
}

}  // namespace tocsin::voice
