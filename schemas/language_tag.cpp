#include "schemas/language_tag.hpp"

#include <algorithm>

#include "schemas/letter_case.hpp"

namespace tocsin {
namespace {

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsLetterOrDigit(char c) { return IsLetter(c) || (c >= '0' && c <= '9'); }

constexpr SpokenLanguage kSpokenLanguages[] = {{"en", "English", "en-US"},
                                               {"de", "German", "de-DE"},
                                               {"es", "Spanish", "es-ES"},
                                               {"hi", "Hindi", "hi-IN"}};

}  // namespace

bool IsLanguageTag(std::string_view text) {
  if (text.size() > 35) return false;
  const auto end = std::min(text.find('-'), text.size());
  const auto language = text.substr(0, end);
  if (language.size() < 2 || language.size() > 3 || !std::ranges::all_of(language, IsLetter))
    return false;
  for (text.remove_prefix(end); !text.empty();) {
    text.remove_prefix(1);  // the dash
    const auto part = text.substr(0, text.find('-'));
    if (part.empty() || part.size() > 8 || !std::ranges::all_of(part, IsLetterOrDigit))
      return false;
    text.remove_prefix(part.size());
  }
  return true;
}

std::string_view MainTag(std::string_view tag) { return tag.substr(0, tag.find('-')); }

std::span<const SpokenLanguage> SpokenLanguages() { return kSpokenLanguages; }

const SpokenLanguage* FindSpokenLanguage(std::string_view tag) {
  if (!IsLanguageTag(tag)) return nullptr;
  const auto code = MainTag(tag);
  for (const auto& language : kSpokenLanguages)
    if (EqualsIgnoringCase(language.code, code)) return &language;
  return nullptr;
}

std::string CheckSpokenLanguage(std::string_view tag) {
  if (FindSpokenLanguage(tag) != nullptr) return {};
  std::string names;
  for (const auto& language : kSpokenLanguages) {
    if (!names.empty()) names += ", ";
    names.append(language.code).append(" (").append(language.name).append(")");
  }
  return "must be the tag of a language that calls are held in, such as en-US; they are " + names +
         ", with any country";
}

std::string CarrierTag(std::string_view tag) {
  const auto* language = FindSpokenLanguage(tag);
  const bool bare = language != nullptr && tag.size() == language->code.size();
  return std::string(bare ? language->tag : tag);
}

}  // namespace tocsin
