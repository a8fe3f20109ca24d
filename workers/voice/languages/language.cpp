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

const Language& LanguageOf(std::string_view tag) {
  using Maker = const Language& (*)();
  static constexpr Maker kLanguages[] = {&English};
  const auto* spoken = FindSpokenLanguage(tag);
  for (const auto make : kLanguages)
    if (spoken != nullptr && make().code == spoken->code) return make();
  return English();
}

std::string_view TermIn(const Language& language, std::string_view word) {
  const auto found = std::ranges::find(language.terms, word, &Term::english);
  return found == language.terms.end() ? word : found->spoken;
}

}  // namespace tocsin::voice
