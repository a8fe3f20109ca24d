#pragma once

#include <list>
#include <span>
#include <string>
#include <vector>

#include "workers/voice/understanding/phrase_set.hpp"
#include "workers/voice/understanding/utterance.hpp"

namespace tocsin::voice {

/// The rule of allowed words: a sentence decides only if it is made of allowed pieces from its
/// first word to its last. A sentence with any other word in it may be somebody else's.
class SentenceRule {
 public:
  enum class Piece {
    kAnywhere,       ///< courtesies
    kOpener,         ///< something must follow: "I'd like to"
    kAnswer,         ///< a phrase of the choice in question
    kAfterAnswer,    ///< what the answer is given to, courtesies at the end
    kConfirmation,   ///< "yes"
    kLeadStatement,  ///< the same, only before the answer: "this is"
    kStatement,      ///< begins to tell something; at least one of its words must follow: "it's"
    kStatementWord,  ///< only in a statement: "a false alarm"
  };

  /// The phrases must outlive the rule.
  void Allow(Piece piece, const PhraseSet& phrases);
  void Allow(Piece piece, std::span<const Words> phrases);
  void Allow(Piece piece, Words phrase);

  /// The whole sentence is an answer.
  bool Answers(const Words& sentence) const;
  /// The whole sentence is a confirmation; it may hold the answer too.
  bool Confirms(const Words& sentence) const;

 private:
  /// Bits of how far a sentence has come: what was said, and whether something must follow.
  enum : unsigned {
    kSaidAnswer = 1,
    kSaidConfirmation = 2,
    kOpen = 4,
    kBeganTelling = 8,  ///< a word of the statement must follow
    kTelling = 16,      ///< one may
    kStates = 32
  };
  template <class Phrases>
  struct Allowed {
    Piece piece;
    Phrases phrases;
  };

  /// The state after the piece; kStates when it may not stand there.
  static unsigned After(unsigned state, Piece piece);
  /// Set of states, one bit each, that the sentence may end in.
  unsigned Ends(const Words& sentence) const;

  static unsigned AfterAll(unsigned states, Piece piece);

  std::vector<Allowed<const PhraseSet*>> sets_;
  std::vector<Allowed<std::span<const Words>>> allowed_;
  std::list<Words> own_;  ///< stays where it is when it grows
};

}  // namespace tocsin::voice
