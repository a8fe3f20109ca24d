#include "workers/voice/languages/language.hpp"

#include <algorithm>

#include "schemas/language_tag.hpp"

namespace tocsin::voice {

std::string Filled(std::string_view sentence,
                   std::initializer_list<std::pair<std::string_view, std::string_view>> slots) {
  std::string out;
  while (!sentence.empty()) {
    const auto open = std::min(sentence.find('{'), sentence.size());
    out += sentence.substr(0, open);
    sentence.remove_prefix(open);
    if (sentence.empty()) break;
    const auto close = std::min(sentence.find('}'), sentence.size() - 1);
    const auto name = sentence.substr(1, close - 1);
    const auto* slot = std::ranges::find(slots, name, [](const auto& one) { return one.first; });
    if (slot != slots.end()) out += slot->second;
    sentence.remove_prefix(close + 1);
  }
  return out;
}

std::span<const Language* const> Languages() {
  static const Language* const languages[] = {&English(), &German(), &Spanish(), &Hindi()};
  return languages;
}

const Language& LanguageOf(std::string_view tag) {
  const auto* spoken = FindSpokenLanguage(tag);
  for (const auto* language : Languages())
    if (spoken != nullptr && language->code == spoken->code) return *language;
  return English();
}

std::string_view TermIn(const Language& language, std::string_view word) {
  const auto found = std::ranges::find(language.terms, word, &Term::english);
  return found == language.terms.end() ? word : found->spoken;
}

}  // namespace tocsin::voice
