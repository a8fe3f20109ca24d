#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tocsin {

/// Has the form of a language tag (BCP 47), at most 35 characters: "de", "en-US", "sr-Latn-RS".
bool IsLanguageTag(std::string_view text);

/// Its first part, the language without country and script: "en" of "en-US".
std::string_view MainTag(std::string_view tag);

/// A language that calls are held in.
struct SpokenLanguage {
  std::string_view code;  ///< "de"; the first part of its tags
  std::string_view name;  ///< "German"
  std::string_view tag;   ///< "de-DE": what a tag without a country means to carriers
};

/// Every language that calls are held in: the one definition that lint, the API and the calls
/// share. `workers/voice/languages` holds one file for each.
std::span<const SpokenLanguage> SpokenLanguages();
/// The one that a tag means, whatever its country: "en-IN" is English. Nullptr: none is spoken.
const SpokenLanguage* FindSpokenLanguage(std::string_view tag);
/// What is wrong with the tag of a language that is to be spoken, with those that are; empty: it is
/// spoken.
std::string CheckSpokenLanguage(std::string_view tag);
/// The tag with a country where it names none, as carriers want it: "de-DE" for "de".
std::string CarrierTag(std::string_view tag);

}  // namespace tocsin
