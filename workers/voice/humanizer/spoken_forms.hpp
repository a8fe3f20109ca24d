#pragma once

#include <span>
#include <string_view>

namespace tocsin::voice {

/// What is written and how it is said.
struct SpokenForm {
  std::string_view written, said;
};

/// What of a language is no number: found whole and by its case.
struct SpokenForms {
  std::string_view code;
  std::span<const SpokenForm> abbreviations;  ///< "e.g."
  std::span<const SpokenForm> symbols;        ///< "&"
};

/// Null where the language has none.
const SpokenForms* SpokenFormsOf(std::string_view tag);
const SpokenForms& EnglishForms();
const SpokenForms& GermanForms();
const SpokenForms& SpanishForms();
const SpokenForms& HindiForms();

}  // namespace tocsin::voice
