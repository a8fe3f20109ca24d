#pragma once

#include <span>
#include <string>
#include <string_view>

#include "workers/voice/languages/sentences.hpp"
#include "workers/voice/languages/vocabulary.hpp"

namespace tocsin::voice {

/// A word of alerts and how it is called in the language: {"critical", "kritisch"}.
struct Term {
  std::string_view english;
  std::string_view spoken;
};

/// One language: a file of its own in this folder, and a line in `schemas/language_tag.cpp`.
struct Language {
  std::string_view code;  ///< "en"; as in SpokenLanguages()
  Sentences sentences;
  Vocabulary words;
  std::span<const Term> terms;               ///< severities, states, kinds of resources
  std::span<const std::string_view> months;  ///< twelve, as a sentence says them
  std::string_view halves[2];                ///< of the day, for {half}: "a.m.", "p.m."
};

const Language& English();
const Language& German();
const Language& Spanish();
const Language& Hindi();

/// All of them, as in SpokenLanguages().
std::span<const Language* const> Languages();

/// The language of a tag by its first part: "en-IN" is English. One that is not known speaks
/// English.
const Language& LanguageOf(std::string_view tag);

/// The word in the language; the same word where it has none for it.
std::string_view TermIn(const Language& language, std::string_view word);

}  // namespace tocsin::voice
