#include "workers/voice/understanding/language_request.hpp"

#include <algorithm>
#include <vector>

#include "workers/voice/understanding/utterance.hpp"

namespace tocsin::voice {
namespace {

/// More words are talk in which a language is mentioned.
constexpr std::size_t kMostWordsOfWish = 9;
/// So few are a wish without a word that asks.
constexpr std::size_t kFewWordsOfWish = 3;

struct NamedLanguage {
  std::string_view code;
  std::vector<std::string_view> names;
};
const std::vector<NamedLanguage>& NamedLanguages() {
  static const std::vector<NamedLanguage> kNamed = {
      {"en", {"english", "englisch", "inglés", "ingles", "अंग्रेज़ी", "अंग्रेजी", "इंग्लिश"}},
      {"de", {"german", "deutsch", "alemán", "aleman", "जर्मन"}},
      {"es", {"spanish", "spanisch", "español", "espanol", "castellano", "स्पेनिश"}},
      {"hi", {"hindi", "हिंदी", "हिन्दी"}}};
  return kNamed;
}

std::vector<Words> AllOf(std::initializer_list<std::string_view> phrases) {
  std::vector<Words> all;
  for (const auto phrase : phrases) all.push_back(ToWords(phrase));
  return all;
}

/// Words that ask, or that talk itself is named by.
const std::vector<Words>& WishWords() {
  static const auto kWords =
      AllOf({"please",  "speak",    "talk",     "continue", "switch",   "change to",  "prefer",
             "rather",  "can we",   "could we", "bitte",    "sprechen", "sprich",     "sprichst",
             "spreche", "reden",    "weiter",   "wechseln", "lieber",   "können wir", "por favor",
             "habla",   "hablar",   "hablas",   "hablamos", "hablemos", "hable",      "hablo",
             "podemos", "prefiero", "cambiar",  "कृपया",     "प्लीज़",     "बोलिए",      "बोलो",
             "बोल",     "बात",      "कर सकते"});
  return kWords;
}
const std::vector<Words>& RefusalWords() {
  static const auto kWords = AllOf({"not", "no", "dont", "dont speak", "nicht", "kein", "keine",
                                    "nein", "nada de", "नहीं", "मत", "instead of", "statt"});
  return kWords;
}
/// "in English": behind one of these few words do.
const std::vector<Words>& LinkWords() {
  static const auto kWords = AllOf({"in", "auf", "en", "में"});
  return kWords;
}

}  // namespace

std::string_view LanguageAskedFor(std::string_view speech) {
  const auto words = ToWords(speech);
  if (words.empty() || words.size() > kMostWordsOfWish || HasPhrase(words, RefusalWords()))
    return {};
  std::string_view wanted;
  for (const auto& [code, names] : NamedLanguages()) {
    const bool named = std::ranges::any_of(
        names, [&](std::string_view name) { return FindPhrase(words, ToWords(name)).has_value(); });
    if (!named) continue;
    if (!wanted.empty()) return {};
    wanted = code;
  }
  const bool few =
      words.size() <= kFewWordsOfWish && (words.size() == 1 || HasPhrase(words, LinkWords()));
  return few || HasPhrase(words, WishWords()) ? wanted : std::string_view();
}

}  // namespace tocsin::voice
