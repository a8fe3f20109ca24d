#include "workers/voice/sentence_rule.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::voice {

void SentenceRule::Allow(Piece piece, std::span<const Words> phrases) {
  allowed_.push_back({piece, phrases});
}

void SentenceRule::Allow(Piece piece, Words phrase) {
  allowed_.push_back({piece, std::span(&own_.emplace_back(std::move(phrase)), 1)});
}

unsigned SentenceRule::After(unsigned state, Piece piece) {
  switch (piece) {
    case Piece::kAnywhere:
      return state;
    case Piece::kOpener:
      return state | kOpen;
    case Piece::kAnswer:
      return (state | kSaidAnswer) & ~kOpen;
    case Piece::kConfirmation:
      return (state | kSaidConfirmation) & ~kOpen;
    case Piece::kAfterAnswer:
      return (state & kSaidAnswer) != 0 && (state & kOpen) == 0 ? state : kStates;
  }
  return kStates;
}

unsigned SentenceRule::AfterAll(unsigned states, Piece piece) {
  unsigned after = 0;
  for (unsigned state = 0; state < kStates; ++state) {
    if ((states >> state & 1U) == 0) continue;
    if (const unsigned next = After(state, piece); next < kStates) after |= 1U << next;
  }
  return after;
}

unsigned SentenceRule::Ends(const Words& sentence) const {
  std::vector<unsigned> reached(sentence.size() + 1, 0U);
  reached[0] = 1U;  // nothing said yet
  for (std::size_t at = 0; at < sentence.size(); ++at) {
    if (reached[at] == 0) continue;
    const auto rest = std::span(sentence).subspan(at);
    for (const auto& [piece, phrases] : allowed_) {
      for (const auto& phrase : phrases) {
        if (phrase.empty() || phrase.size() > rest.size() || phrase.front() != rest.front() ||
            !std::ranges::equal(phrase, rest.first(phrase.size())))
          continue;
        reached[at + phrase.size()] |= AfterAll(reached[at], piece);
      }
    }
  }
  return reached.back();
}

bool SentenceRule::Answers(const Words& sentence) const {
  return (Ends(sentence) >> kSaidAnswer & 1U) != 0;
}

bool SentenceRule::Confirms(const Words& sentence) const {
  const unsigned ends = Ends(sentence);
  return ((ends >> kSaidConfirmation | ends >> (kSaidConfirmation | kSaidAnswer)) & 1U) != 0;
}

}  // namespace tocsin::voice
