#include "workers/voice/understanding/sentence_rule.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::voice {

void SentenceRule::Allow(Piece piece, const PhraseSet& phrases) {
  sets_.push_back({piece, &phrases});
}

void SentenceRule::Allow(Piece piece, std::span<const Words> phrases) {
  allowed_.push_back({piece, phrases});
}

void SentenceRule::Allow(Piece piece, Words phrase) {
  allowed_.push_back({piece, std::span(&own_.emplace_back(std::move(phrase)), 1)});
}

unsigned SentenceRule::After(unsigned state, Piece piece) {
  if (piece == Piece::kStatementWord)
    return (state & (kBeganTelling | kTelling)) != 0 ? (state & ~kBeganTelling) | kTelling
                                                     : kStates;
  if ((state & kBeganTelling) != 0) return kStates;
  state &= ~kTelling;
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
    case Piece::kLeadStatement:
      return (state & kSaidAnswer) != 0 ? kStates : state | kBeganTelling;
    case Piece::kStatement:
      return state | kBeganTelling;
    case Piece::kStatementWord:
      break;
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
    const auto go_on = [&](Piece piece, std::span<const Words> phrases) {
      const unsigned after = AfterAll(reached[at], piece);
      for (const auto& phrase : phrases) {
        if (phrase.empty() || phrase.size() > rest.size() || phrase.front() != rest.front() ||
            !std::ranges::equal(phrase, rest.first(phrase.size())))
          continue;
        reached[at + phrase.size()] |= after;
      }
    };
    for (const auto& [piece, phrases] : sets_) go_on(piece, phrases->StartingWith(rest.front()));
    for (const auto& [piece, phrases] : allowed_) go_on(piece, phrases);
  }
  return reached.back();
}

bool SentenceRule::Answers(const Words& sentence) const {
  const unsigned ends = Ends(sentence);
  return ((ends >> kSaidAnswer | ends >> (kSaidAnswer | kTelling)) & 1U) != 0;
}

bool SentenceRule::Confirms(const Words& sentence) const {
  const unsigned ends = Ends(sentence);
  return ((ends >> kSaidConfirmation | ends >> (kSaidConfirmation | kSaidAnswer)) & 1U) != 0;
}

}  // namespace tocsin::voice
