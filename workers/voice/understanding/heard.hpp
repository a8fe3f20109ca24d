#pragma once

#include <optional>
#include <string>

#include "adapters/speech.hpp"
#include "schemas/time.hpp"

namespace tocsin::voice {

/// What came from the person in one turn. Keys win over speech.
struct Heard {
  std::string digits = {};
  std::string speech = {};
  std::optional<double> confidence = {};  ///< of the speech, 0 to 1
  /// How far who recognised the speech may be relied on; with kNone it only proposes.
  SpeechTrust trust = SpeechTrust::kText;
  std::string engine = {};           ///< who recognised it: "moonshine-tiny-en 0.0.55"
  std::optional<double> score = {};  ///< RecognizedSpeech::score
  std::string language = {};         ///< main tag that it was spoken in; empty: not known
  Duration length = {};              ///< of the speech, without a pause; zero: not known
  bool answered = false;             ///< who heard it answers it, too (LiveLine::Converse)
  bool beep = false;                 ///< of an answering machine (Listening::unproven)
  // Of a live line, counted back from the turn's report; zero: not known.
  Duration ended_ago = {};       ///< the person's last sound or key
  Duration recognised_for = {};  ///< the recogniser's work, up to the report

  bool Silent() const { return digits.empty() && speech.empty(); }
};

}  // namespace tocsin::voice
