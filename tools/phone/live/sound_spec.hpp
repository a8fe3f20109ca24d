#pragma once

#include <optional>
#include <string>

namespace tocsin::phone {

/// What is behind a person's voice, and how many dB below it.
struct NoiseSpec {
  enum class Kind { kHum, kBabble, kWhite };
  Kind kind = Kind::kWhite;
  double db = 10;
  bool operator==(const NoiseSpec&) const = default;
};

/// Something a person lets be heard.
struct Speech {
  enum class Source { kVoice, kFile, kCough };
  Source source = Source::kVoice;
  std::string text;  ///< words; of a file its path
  std::string voice = {};
  double confidence = 0.9;              ///< what a carrier's recogniser says of it
  bool beep = false;                    ///< a machine's, behind it
  std::optional<NoiseSpec> noise = {};  ///< from here on
};

}  // namespace tocsin::phone
