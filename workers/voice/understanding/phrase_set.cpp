#include "workers/voice/understanding/phrase_set.hpp"

#include <algorithm>
#include <utility>

namespace tocsin::voice {
namespace {

using Texts = std::vector<std::string>;

Texts TakeAlternatives(std::string_view& in);

/// Up to the end of an alternative.
Texts TakeSequence(std::string_view& in) {
  Texts all = {""};
  while (!in.empty() && std::string_view("|)]").find(in.front()) == std::string_view::npos) {
    const char first = in.front();
    in.remove_prefix(1);
    if (first != '(' && first != '[') {
      for (auto& text : all) text += first;
      continue;
    }
    Texts choices = TakeAlternatives(in);
    if (first == '[') choices.emplace_back();
    if (!in.empty()) in.remove_prefix(1);
    Texts longer;
    for (const auto& text : all)
      for (const auto& choice : choices) longer.push_back(text + choice);
    all = std::move(longer);
  }
  return all;
}

Texts TakeAlternatives(std::string_view& in) {
  Texts all = TakeSequence(in);
  while (!in.empty() && in.front() == '|') {
    in.remove_prefix(1);
    for (auto& text : TakeSequence(in)) all.push_back(std::move(text));
  }
  return all;
}

}  // namespace

std::vector<std::string> PhrasesOfPattern(std::string_view pattern) {
  return TakeAlternatives(pattern);
}

void PhraseSet::Add(Words phrase) {
  if (!phrase.empty()) by_word_[phrase.front()].push_back(std::move(phrase));
}

std::span<const Words> PhraseSet::StartingWith(const std::string& word) const {
  const auto found = by_word_.find(word);
  return found == by_word_.end() ? std::span<const Words>() : std::span(found->second);
}

std::size_t PhraseSet::LongestAt(std::span<const std::string> words, std::size_t at) const {
  std::size_t length = 0;
  if (at >= words.size()) return length;
  const auto rest = words.subspan(at);
  for (const auto& phrase : StartingWith(rest.front())) {
    if (phrase.size() <= rest.size() && std::ranges::equal(phrase, rest.first(phrase.size())))
      length = std::max(length, phrase.size());
  }
  return length;
}

}  // namespace tocsin::voice
