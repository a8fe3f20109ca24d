#include "workers/voice/languages/text_language.hpp"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "schemas/language_tag.hpp"
#include "schemas/utf8.hpp"

namespace tocsin::voice {
namespace {

constexpr std::size_t kFewestWords = 5;
constexpr std::size_t kFewestCommon = 3;
constexpr std::size_t kMostLooked = 600;  // bytes

// Words that say nothing and that no other of these languages has.
constexpr std::string_view kCommonEnglish[] = {
    "the", "is",   "are",  "you",   "your", "we",   "our", "it",   "and", "of",   "for",
    "to",  "with", "have", "would", "can",  "will", "at",  "that", "on",  "this", "please"};
constexpr std::string_view kCommonGerman[] = {
    "der", "die",  "das",   "ist", "sind", "sie", "wir",  "ich",  "und", "nicht", "ein",
    "mit", "eine", "haben", "für", "auf",  "am",  "ihre", "kann", "uhr", "wird",  "bitte"};
constexpr std::string_view kCommonSpanish[] = {
    "el",  "la",  "los", "las",  "es", "está",  "usted", "nosotros", "y",   "de",  "que",
    "con", "una", "por", "para", "su", "puede", "tiene", "hay",      "del", "muy", "gracias"};
struct CommonWords {
  std::string_view code;
  std::span<const std::string_view> words;
};
constexpr CommonWords kCommon[] = {
    {"en", kCommonEnglish}, {"de", kCommonGerman}, {"es", kCommonSpanish}};

std::vector<std::string> LowerWords(std::string_view text) {
  std::vector<std::string> words;
  std::string word;
  for (const char c : text) {
    const bool letter = c < 0 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (letter) {
      word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    } else if (!word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  if (!word.empty()) words.push_back(std::move(word));
  return words;
}

/// More than half of the letters are of Devanagari.
bool InDevanagari(std::string_view text) {
  std::size_t letters = 0, others = 0;
  while (!text.empty()) {
    const auto [size, code] = FirstCharacter(text);
    if (code >= 0x900 && code <= 0x97F)
      ++letters;
    else if (code >= 0x80 || (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z'))
      ++others;
    text.remove_prefix(std::max<std::size_t>(size, 1));
  }
  return letters > others;
}

}  // namespace

std::string_view LanguageOfText(std::string_view sentence, std::string_view tag) {
  const auto* expected = FindSpokenLanguage(tag);
  if (expected == nullptr) return tag;
  const auto text = sentence.substr(0, kMostLooked);
  if (InDevanagari(text)) return expected->code == "hi" ? tag : FindSpokenLanguage("hi")->tag;
  const auto words = LowerWords(text);
  if (words.size() < kFewestWords) return tag;
  std::string_view found;
  for (const auto& [code, common] : kCommon) {
    const auto count = static_cast<std::size_t>(std::ranges::count_if(
        words, [&](const auto& word) { return std::ranges::find(common, word) != common.end(); }));
    if (count > 0 && code == expected->code) return tag;
    if (count < kFewestCommon) continue;
    if (!found.empty()) return tag;  // of two languages: no telling
    found = code;
  }
  return found.empty() ? tag : FindSpokenLanguage(found)->tag;
}

}  // namespace tocsin::voice
