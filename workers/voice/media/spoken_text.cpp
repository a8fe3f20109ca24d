#include "workers/voice/media/spoken_text.hpp"

#include <algorithm>

namespace tocsin::voice {
namespace {

constexpr std::size_t kLongestSentence = 300;  // bytes; more takes an engine too long

bool EndsASentence(std::string_view text, std::size_t at) {
  const char c = text[at];
  // "3.5" and "e.g." within a word go on; so does a name such as "pve-01.example".
  return (c == '.' || c == '!' || c == '?') && (at + 1 == text.size() || text[at + 1] == ' ');
}

void CutLong(std::string_view text, SentencePlace place, std::vector<SentencePlace>& out) {
  while (place.end - place.begin > kLongestSentence) {
    auto cut = text.rfind(' ', place.begin + kLongestSentence);
    if (cut == std::string_view::npos || cut <= place.begin) cut = place.begin + kLongestSentence;
    out.push_back({place.begin, cut});
    place.begin = std::min(text.find_first_not_of(' ', cut), place.end);
  }
  if (place.begin < place.end) out.push_back(place);
}

}  // namespace

std::string JoinedLines(const std::vector<std::string>& lines) {
  std::string text;
  for (const auto& line : lines) {
    if (line.empty()) continue;
    if (!text.empty()) text += ' ';
    text += line;
  }
  return text;
}

std::vector<SentencePlace> SentencesOf(const std::vector<std::string>& lines) {
  const std::string text = JoinedLines(lines);
  std::vector<SentencePlace> out;
  std::size_t line_begin = 0;
  for (const auto& line : lines) {
    if (line.empty()) continue;
    const std::size_t line_end = line_begin + line.size();
    std::size_t begin = line_begin;
    for (std::size_t at = line_begin; at < line_end; ++at) {
      if (!EndsASentence(std::string_view(text).substr(0, line_end), at)) continue;
      CutLong(text, {begin, at + 1}, out);
      begin = std::min(text.find_first_not_of(' ', at + 1), line_end);
    }
    CutLong(text, {begin, line_end}, out);
    line_begin = line_end + 1;
  }
  return out;
}

std::size_t HeardOf(std::string_view sentence, std::size_t played, std::size_t length) {
  if (played >= length) return sentence.size();
  if (played == 0) return 0;
  const std::size_t at = sentence.size() * played / length;
  // A word that had only begun was not heard.
  const auto space = sentence.rfind(' ', at);
  return space == std::string_view::npos ? 0 : space;
}

}  // namespace tocsin::voice
