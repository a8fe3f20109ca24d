#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "workers/voice/understanding/utterance.hpp"

namespace tocsin::voice {

/// All phrases of a pattern of the language tables: "(a|b)" is one of them, "[a|b]" one of them or
/// none. "i [really] (want|need) to" are four phrases.
std::vector<std::string> PhrasesOfPattern(std::string_view pattern);

/// Phrases by their first word, for there are thousands.
class PhraseSet {
 public:
  void Add(Words phrase);
  std::span<const Words> StartingWith(const std::string& word) const;
  /// Length of the longest one that stands in `words` at `at`; 0: none.
  std::size_t LongestAt(std::span<const std::string> words, std::size_t at) const;

 private:
  std::map<std::string, std::vector<Words>, std::less<>> by_word_;
};

}  // namespace tocsin::voice
