#pragma once

#include <string_view>
#include <vector>

#include "workers/voice/understanding/grammar.hpp"
#include "workers/voice/understanding/lexicon.hpp"
#include "workers/voice/understanding/sentence_rule.hpp"

namespace tocsin::voice {

/// The words that may decide on one turn: of the choices, of the language, of the alert. Refers to
/// the AnswerContext.
class AllowedWords {
 public:
  /// `words`: what was said.
  AllowedWords(const AnswerContext& on, const Words& words);

  /// Whether the sentence is this choice and nothing else. `plainly`: by its author's phrases and
  /// the plainest courtesies alone.
  bool IsAnswer(const Words& said, std::size_t choice, bool plainly) const;
  /// Whether it confirms this choice and holds nothing else.
  bool IsConfirmation(const Words& said, std::size_t pending) const;
  bool IsKey(const Words& said, std::string_view digits) const;

  /// Of each choice, as its author gave them and as the language knows them.
  const std::vector<std::vector<Words>>& phrases() const { return phrases_; }
  /// Phrases that say the same as approving.
  const std::vector<Words>& actions() const { return actions_; }
  bool IsApprove(std::size_t choice) const;

 private:
  using Piece = SentenceRule::Piece;

  void ReadActions();
  void ReadNames(const Words& words);

  /// The rule with all that may stand beside an answer.
  SentenceRule Courtesies(const Words& said) const;
  void AllowFrames(SentenceRule& rule, const Words& said,
                   const std::vector<WordFrame>& frames) const;
  void AllowBeside(SentenceRule& rule, std::size_t choice) const;
  void AllowKey(SentenceRule& rule, Piece piece, const Words& said, std::string_view digits) const;
  void AllowStatements(SentenceRule& rule) const;
  void AllowNames(SentenceRule& rule) const;
  bool IsNamedInTalk(const Words& said, std::size_t choice) const;
  bool IsPlainAnswer(const Words& said, std::size_t choice) const;
  bool HasOtherThanVerb(const Words& said) const;
  std::vector<Words> NamesOf(std::size_t choice) const;

  const AnswerContext& on_;
  const Lexicon& lexicon_;
  std::vector<std::vector<Words>> phrases_;
  std::vector<Words> actions_;
  PhraseSet names_;            ///< of what the alert is about: "the nginx alert"
  PhraseSet name_statements_;  ///< begun with one of them: "nginx is"
};

}  // namespace tocsin::voice
