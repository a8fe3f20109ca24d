#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workers/voice/languages/language.hpp"
#include "workers/voice/understanding/phrase_set.hpp"
#include "workers/voice/understanding/utterance.hpp"

namespace tocsin::voice {

/// A Frame, cut into words.
struct WordFrame {
  Words before;
  Words after;

  /// The sentence holds both, in this order.
  bool In(const Words& sentence) const;
};

/// A language's vocabulary as the grammar compares it: cut into words, numbers as digits.
/// Immutable.
class Lexicon {
 public:
  explicit Lexicon(const Vocabulary& vocabulary);

  /// Words of a text, numbers as digits: "one" and "1" are the same.
  Words Read(std::string_view text) const;
  std::vector<Words> Read(const std::vector<std::string>& phrases) const;
  /// The same of what was said, without hesitations, unless there is nothing else.
  Words Hear(std::string_view speech) const;

  PhraseSet anywhere, openers, requests, prefaces, objects, closers, refusals, restarts;
  PhraseSet lead_statements, statements, statement_words;
  std::vector<Words> pleases, assents, leads, name_links, name_verbs, name_nouns;
  std::vector<WordFrame> frames, permissions;
  std::map<std::string, PhraseSet, std::less<>> beside;  ///< by the answer's id
  std::map<std::string, std::vector<Words>, std::less<>> other_names, also;
  bool objects_first = false;
  std::vector<Words> confirmations, beside_confirmations, rejections, negations, doubts;
  std::vector<Words> confirmation_verbs, unfinished;
  std::vector<Words> key_words, machine_talk, screening;
  std::vector<Pattern> repeat, what_happened, tell_more, help, what_it_does, recommended, why;
  /// Sounds like a digit, and nothing else was said; empty: it does not.
  std::string SoundsLike(const Words& words) const;

 private:
  std::vector<Words> ReadAll(Phrases patterns) const;
  PhraseSet ReadSet(Phrases patterns) const;
  std::vector<WordFrame> ReadAll(std::span<const Frame> framed) const;

  std::map<std::string, std::string, std::less<>> numbers_, sound_alikes_;
  std::vector<Words> hesitations_;
};

/// Of all languages they are made at the first use, which takes a while.
const Lexicon& LexiconOf(const Language& language);

}  // namespace tocsin::voice
