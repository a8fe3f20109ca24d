#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/json.hpp"
#include "schemas/result.hpp"
#include "schemas/spec.hpp"

namespace tocsin::events {

inline constexpr std::size_t kMostChoices = 10;
inline constexpr std::size_t kMostChoiceIdBytes = 64;
inline constexpr std::size_t kMostChoiceDigits = 4;
inline constexpr std::size_t kMostPhrases = 50;
inline constexpr std::size_t kMostPhraseBytes = 100;

/// The words of Choice::confirm.
inline constexpr std::string_view kConfirmReadBack = "read-back";
inline constexpr std::string_view kConfirmNone = "none";  ///< keys decide at once
inline constexpr std::string_view kConfirmPin = "pin";    ///< with the contact's PIN

/// One of the answers that a person may give, as requests carry it. This is the only definition:
/// lint, `voice.ask` and the voice role read choices by it, so that none refuses what another took.
struct Choice {
  std::string id;                    ///< a-z, 0-9, '_' and '-'
  std::string digits;                ///< keys; empty: not by key
  std::vector<std::string> phrases;  ///< without any, the id in words is said
  std::string confirm{kConfirmReadBack};
  bool final = true;
  static const FieldTable& Spec();
};

/// What is wrong with one choice, or nothing. Keys that it does not know are left to others.
std::optional<std::string> ChoiceFault(const json::value& choice);

/// The choices of a request. None, or no list at all, is legal: then nothing is asked. kInvalid
/// names the entry at fault: "choices[1]: ...".
Result<std::vector<Choice>> ReadChoices(const json::value* choices);

}  // namespace tocsin::events
