#pragma once

#include <optional>
#include <string>

namespace tocsin::voice {

/// What came from the person in one turn. Keys win over speech.
struct Heard {
  std::string digits = {};
  std::string speech = {};
  std::optional<double> confidence = {};  ///< of the speech, 0 to 1

  bool Silent() const { return digits.empty() && speech.empty(); }
};

}  // namespace tocsin::voice
