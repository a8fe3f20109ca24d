#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::voice {

using Words = std::vector<std::string>;

/// What was said, as words: lower case, apostrophes dropped ("don't" and "don’t" give "dont"),
/// punctuation and dashes of any kind separate, invisible characters vanish.
Words ToWords(std::string_view text);

/// Where `phrase` stands in `words` as whole words, at or after `from`.
std::optional<std::size_t> FindPhrase(std::span<const std::string> words,
                                      std::span<const std::string> phrase, std::size_t from = 0);

/// True when one of the phrases (already normalised, words separated by one space) is in `words`.
bool HasPhrase(std::span<const std::string> words, std::span<const std::string_view> phrases);

/// With its first letter as a capital, in any script that has them.
std::string Capitalised(std::string text);

}  // namespace tocsin::voice
