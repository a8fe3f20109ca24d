#include "workers/voice/humanizer/spoken_sentences.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "workers/voice/humanizer/humanize.hpp"
#include "workers/voice/humanizer/number_words.hpp"

namespace tocsin::voice {
namespace {

constexpr std::string_view kDanda = "\u0964";  // ends sentences in Devanagari

bool IsBlank(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool IsMark(char c) { return c == '.' || c == ',' || c == '!' || c == '?' || c == ';' || c == ':'; }
bool EndsSentence(std::string_view text) {
  return !text.empty() &&
         (text.ends_with(kDanda) || text.back() == '.' || text.back() == '!' || text.back() == '?');
}

std::size_t OpenerOf(const std::vector<std::string>& words) {
  for (std::size_t i = 0; i < 2 && i < words.size(); ++i)
    if (words[i].ends_with(',')) return i + 1;
  return 0;
}

bool IsConjunction(std::string_view word) {
  constexpr std::array kWords = {"and", "but", "so", "because", "or", "which", "when", "while"};
  return std::ranges::find(kWords, word) != kWords.end();
}

bool IsPreposition(std::string_view word) {
  constexpr std::array kWords = {"at",   "on",    "in",    "of",   "for", "to",
                                 "with", "since", "until", "from", "by",  "after"};
  return std::ranges::find(kWords, word) != kWords.end();
}

bool IsNumberWord(std::string_view word) {
  constexpr std::array kScales = {"hundred", "thousand", "million", "billion", "trillion"};
  const auto small = EnglishNumberWords().small;
  return std::ranges::find(small, word) != small.end() ||
         std::ranges::find(kScales, word) != kScales.end();
}

/// "eight hundred to one thousand", "one point five": nobody breathes within a number or a range.
bool IsWithinNumber(const std::vector<std::string>& words, std::size_t cut) {
  const auto& before = words[cut - 1];
  const auto& behind = words[cut];
  const auto joins = [](const std::string& word) { return word == "to" || word == "point"; };
  return (IsNumberWord(before) && (IsNumberWord(behind) || joins(behind))) ||
         (joins(before) && IsNumberWord(behind));
}

/// How many words the first of two sentences gets: up to a comma or a conjunction.
std::size_t CutOf(const std::vector<std::string>& words) {
  auto most = OpenerOf(words) + kMostWordsOfSentence;
  // "three thirty P M" stays together.
  const auto letter = [](std::string_view word) {
    return !word.empty() && word[0] >= 'A' && word[0] <= 'Z' &&
           (word.size() == 1 || word[1] == ',' || word[1] == '.');
  };
  for (auto cut = most; cut >= 5 + OpenerOf(words); --cut)
    if (!letter(words[cut]) && !IsWithinNumber(words, cut)) {
      most = cut;
      break;
    }
  for (auto cut = most; cut >= 4 + OpenerOf(words); --cut) {
    const auto& last = words[cut - 1];
    if (last.ends_with(',') || last.ends_with(';') || last.ends_with(':') ||
        IsConjunction(words[cut]))
      return cut;
  }
  for (auto cut = OpenerOf(words) + kMostWordsOfSentence; cut >= 5 + OpenerOf(words); --cut)
    if (IsPreposition(words[cut]) && !IsWithinNumber(words, cut)) return cut;
  return most;
}

void AddSentence(std::string& text, std::vector<std::string> words, bool whole) {
  auto& first = words.front();
  if (first[0] >= 'a' && first[0] <= 'z' && !text.empty())
    first[0] = static_cast<char>(first[0] - 'a' + 'A');
  auto& last = words.back();
  while (!whole && !last.empty() &&
         (last.back() == ',' || last.back() == ';' || last.back() == ':'))
    last.pop_back();
  if (!whole && !EndsSentence(last)) last += '.';
  for (const auto& word : words)
    if (!word.empty()) text += (text.empty() ? "" : " ") + word;
}

}  // namespace

std::vector<std::string> SplitWords(std::string_view sentence) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : sentence) {
    if (!IsBlank(c)) {
      word += c;
    } else if (!word.empty()) {
      words.push_back(std::exchange(word, {}));
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

std::vector<std::string> SplitSentences(std::string_view text) {
  std::vector<std::string> sentences;
  std::string sentence;
  for (const auto& word : SplitWords(text)) {
    sentence += (sentence.empty() ? "" : " ") + word;
    if (EndsSentence(word)) sentences.push_back(std::exchange(sentence, {}));
  }
  if (!sentence.empty()) sentences.push_back(std::move(sentence));
  return sentences;
}

std::size_t CountedWords(const std::vector<std::string>& words) {
  return words.size() - OpenerOf(words);
}

std::string InShortSentences(std::string_view text) {
  std::string result;
  for (const auto& sentence : SplitSentences(text)) {
    auto words = SplitWords(sentence);
    while (CountedWords(words) > kMostWordsOfSentence) {
      const auto cut = static_cast<std::ptrdiff_t>(CutOf(words));
      AddSentence(result, {words.begin(), words.begin() + cut}, false);
      words.erase(words.begin(), words.begin() + cut);
    }
    if (!words.empty()) AddSentence(result, std::move(words), true);
  }
  return result;
}

std::string WithPunctuation(std::string_view text) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\n') {  // a line ends a sentence
      while (!result.empty() && result.back() == ' ') result.pop_back();
      if (!result.empty() && !IsMark(result.back()) && !result.ends_with(kDanda)) result += '.';
      if (!result.empty()) result += ' ';
    } else if (IsBlank(c)) {
      if (!result.empty() && result.back() != ' ') result += ' ';
    } else if (IsMark(c)) {
      while (!result.empty() && result.back() == ' ') result.pop_back();
      if (result.empty()) continue;
      const bool dots = c == '.' && result.back() == '.' && !result.ends_with("...");
      if (IsMark(result.back()) && !dots) {
        // The stronger of two marks stays.
        if ((result.back() == ',' || result.back() == ';' || result.back() == ':'))
          result.back() = c;
        continue;
      }
      result += c;
      if (i + 1 < text.size() && !IsBlank(text[i + 1]) && !IsMark(text[i + 1]) &&
          text[i + 1] != '"' && text[i + 1] != ')')
        result += ' ';
    } else {
      result += c;
    }
  }
  while (!result.empty() && (result.back() == ' ' || result.back() == ',' || result.back() == ';' ||
                             result.back() == ':'))
    result.pop_back();
  if (!result.empty() && !EndsSentence(result)) result += '.';
  return result;
}

}  // namespace tocsin::voice
