#include "workers/voice/understanding/known_choices.hpp"

#include <algorithm>
#include <iterator>

#include "workers/voice/understanding/utterance.hpp"

namespace tocsin::voice {
namespace {

Phrases KnownPhrases(const Language& language, std::string_view id) {
  const auto known = std::ranges::find(language.words.choices, id, &KnownName::id);
  return known == language.words.choices.end() ? Phrases{} : known->phrases;
}

bool SaidTheSame(std::string_view phrase, std::string_view other) {
  return ToWords(phrase) == ToWords(other);
}

bool HasOther(const std::vector<Choice>& choices, const Choice& mine, std::string_view phrase) {
  return std::ranges::any_of(choices, [&](const Choice& other) {
    return other.id != mine.id &&
           std::ranges::any_of(other.phrases, [&](const std::string& theirs) {
             return SaidTheSame(theirs, phrase);
           });
  });
}

}  // namespace

void SayInLanguage(const Language& language, std::vector<Choice>& choices) {
  if (language.code == English().code) return;
  for (auto& choice : choices) {
    const auto known = KnownPhrases(language, choice.id);
    const auto english = KnownPhrases(English(), choice.id);
    // Read out is the first: the author's own, else the language's.
    const auto translated =
        std::ranges::stable_partition(choice.phrases, [&](const std::string& phrase) {
          return std::ranges::none_of(
              english, [&](std::string_view other) { return SaidTheSame(phrase, other); });
        });
    std::vector<std::string> added;
    for (const auto phrase : known)
      if (!HasOther(choices, choice, phrase)) added.emplace_back(phrase);
    choice.phrases.insert(translated.begin(), std::make_move_iterator(added.begin()),
                          std::make_move_iterator(added.end()));
  }
}

}  // namespace tocsin::voice
