#include "workers/voice/humanizer/number_forms.hpp"

#include "schemas/language_tag.hpp"

namespace tocsin::voice {

const NumberForms* NumberFormsOf(std::string_view tag) {
  const auto code = MainTag(tag);
  for (const auto* one :
       {&EnglishNumberForms(), &GermanNumberForms(), &SpanishNumberForms(), &HindiNumberForms()})
    if (one->code == code) return one;
  return nullptr;
}

bool EndsWord(std::string_view behind) {
  if (behind.empty()) return true;
  for (const std::string_view mark : {"\u0964", "\u2013", "\u2014", "\u2026", "\u201d", "\u00bb"})
    if (behind.starts_with(mark)) return true;
  const char c = behind[0];
  return c >= 0 && !(c >= '0' && c <= '9') && !(c >= 'a' && c <= 'z') && !(c >= 'A' && c <= 'Z');
}

}  // namespace tocsin::voice
