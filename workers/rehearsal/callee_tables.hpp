#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "schemas/pattern.hpp"
#include "schemas/yaml_fields.hpp"

namespace tocsin::rehearsal {

// The `callees` of a test file as they are written. Their tables give the reading, the JSON Schema
// and the reference page.

/// What a person waits to hear: a regular expression, of any letter case.
struct HearText {
  static constexpr std::string_view kWord = "regular expression";
  std::optional<Pattern> pattern;
  std::string Read(std::string_view text);
  std::string Text() const { return pattern ? pattern->Text() : std::string(); }
};

struct TurnEntry {
  std::optional<Located<HearText>> hear;
  std::optional<Duration> silent;
  std::string say;
  double confidence = 0.9;
  std::string press;
  OnlyTrue hang_up;
  static const FieldTable& Spec();
};

struct VoicemailEntry {
  Duration after = std::chrono::seconds(3);
  std::string greeting;
  Duration hang_up_after = std::chrono::seconds(60);  ///< the length of the tape
  static const FieldTable& Spec();
};

/// How one call is taken: answered, or one of those that stand alone.
struct BehaviourEntry {
  std::optional<Duration> answer_after;
  std::optional<std::vector<Located<TurnEntry>>> turns;
  std::optional<Duration> hang_up_after;
  std::optional<std::string> detected_as;
  std::optional<VoicemailEntry> voicemail;
  OnlyTrue busy;
  OnlyTrue reject;
  OnlyTrue no_answer;
  OnlyTrue failed;
  OnlyTrue canceled;
  std::optional<std::string> fails;
  OnlyTrue ignored;
  static const FieldTable& Spec();
};

using CalleeEntries = NamedList<std::vector<Located<BehaviourEntry>>>;

}  // namespace tocsin::rehearsal
