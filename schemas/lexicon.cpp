#include "schemas/lexicon.hpp"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "schemas/language_tag.hpp"

namespace tocsin {
namespace {

/// Of a word in any alphabet: every byte beyond ASCII is taken for one of a letter.
bool IsWordByte(char c) {
  return c < 0 || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/// Marks that are no letters, though beyond ASCII.
bool EndsLexiconWord(std::string_view behind) {
  if (behind.empty() || !IsWordByte(behind[0])) return true;
  // General punctuation, and the danda.
  return behind.starts_with("\xE2\x80") || behind.starts_with("\u0964") ||
         behind.starts_with("\u00bb");
}

}  // namespace

void Pronunciations::Add(std::string_view language, std::string word, Pronunciation how) {
  words_[std::string(MainTag(language))].insert_or_assign(std::move(word), std::move(how));
}

std::optional<Pronunciations::Found> Pronunciations::Next(std::string_view text,
                                                          std::string_view language,
                                                          std::size_t from) const {
  const auto found = words_.find(MainTag(language));
  if (found == words_.end()) return std::nullopt;
  const auto& words = found->second;
  for (std::size_t at = from; at < text.size(); ++at) {
    if (at > 0 && IsWordByte(text[at - 1]) && IsWordByte(text[at])) continue;
    const auto rest = text.substr(at);
    // What begins with the longer word stands behind it in the map.
    auto word = words.upper_bound(rest);
    while (word != words.begin() && (--word)->first[0] == rest[0])
      if (rest.starts_with(word->first) && EndsLexiconWord(rest.substr(word->first.size())))
        return Found{at, word->first.size(), &word->second};
  }
  return std::nullopt;
}

std::string Pronunciations::Said(
    std::string_view text, std::string_view language,
    const std::function<std::string(std::string_view, const Pronunciation&)>& known,
    const std::function<std::string(std::string_view)>& plain) const {
  std::string said;
  std::size_t from = 0;
  while (const auto found = Next(text, language, from)) {
    said += plain(text.substr(from, found->at - from));
    said += known(text.substr(found->at, found->size), *found->how);
    from = found->at + found->size;
  }
  return said + plain(text.substr(from));
}

std::string Pronunciations::Respelled(std::string_view text, std::string_view language) const {
  return Said(
      text, language,
      [](std::string_view word, const Pronunciation& how) {
        return how.say.empty() ? std::string(word) : how.say;
      },
      [](std::string_view between) { return std::string(between); });
}

std::string Pronunciations::Version() const {
  if (words_.empty()) return {};
  std::uint64_t hash = 14695981039346656037U;
  const auto add = [&](std::string_view text) {
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211U;
    hash = (hash ^ 0xFFU) * 1099511628211U;  // no byte of UTF-8
  };
  for (const auto& [language, words] : words_)
    for (const auto& [word, how] : words)
      for (const std::string_view part : {std::string_view(language), std::string_view(word),
                                          std::string_view(how.say), std::string_view(how.ipa)})
        add(part);
  char text[20];
  std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
  return text;
}

}  // namespace tocsin
