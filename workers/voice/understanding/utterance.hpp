#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::voice {

using Words = std::vector<std::string>;

/// What was said, as words: case folded and composed (Unicode NFKC_Casefold), apostrophes dropped
/// ("don't" and "don’t" give "dont"), punctuation and dashes of any kind separate, invisible
/// characters vanish, spellings of the same word in Devanagari are one. Bytes that are no UTF-8
/// separate.
Words ToWords(std::string_view text);

/// Where `phrase` stands in `words` as whole words, at or after `from`.
std::optional<std::size_t> FindPhrase(std::span<const std::string> words,
                                      std::span<const std::string> phrase, std::size_t from = 0);

/// True when one of the phrases is in `words`.
bool HasPhrase(std::span<const std::string> words, std::span<const Words> phrases);

/// Words to be found in this order; "*" stands for any words between: "what * you do".
class Pattern {
 public:
  explicit Pattern(std::string_view text);
  bool In(std::span<const std::string> words) const;

 private:
  std::vector<Words> parts_;
};

/// With its first letter as a capital, in any script that has them.
std::string Capitalised(std::string text);

}  // namespace tocsin::voice
