#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace tocsin::voice {

/// A sentence of what is to be said: [begin, end) of the whole text.
struct SentencePlace {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// The lines as one text, as it is told to the talk.
std::string JoinedLines(const std::vector<std::string>& lines);
/// Cuts where a sentence ends and where a line does, so that the first sound comes early and a mark
/// says what was heard. A sentence that is very long is cut between words.
std::vector<SentencePlace> SentencesOf(const std::vector<std::string>& lines);
/// The part of a sentence that was heard when `played` of its `length` was: whole words.
std::size_t HeardOf(std::string_view sentence, std::size_t played, std::size_t length);

}  // namespace tocsin::voice
