#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::voice {

/// The sentences of a text, each with its closing mark; a line ends one too.
std::vector<std::string> SplitSentences(std::string_view text);
std::vector<std::string> SplitWords(std::string_view sentence);
/// Words of a sentence; one or two before its first comma, the opener, are not counted.
std::size_t CountedWords(const std::vector<std::string>& words);
/// The text with every sentence of at most kMostWordsOfSentence words, cut at a comma or a
/// conjunction where there is one.
std::string InShortSentences(std::string_view text);
/// No space before a mark, one behind it, marks not repeated, and one at the end.
std::string WithPunctuation(std::string_view text);

}  // namespace tocsin::voice
