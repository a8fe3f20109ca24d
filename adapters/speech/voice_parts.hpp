#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/speech.hpp"

namespace tocsin::speech {

/// What is asked of a service at once: a text, or a part of a long one.
struct VoicePart {
  std::string text;
  std::string before = {}, behind = {};  ///< the parts beside it; empty: there are none
  std::string language = {};
};

/// A text in parts of at most so many bytes, without what a service could take for mark-up. Empty:
/// there is nothing to be said.
std::vector<VoicePart> VoiceParts(const SynthesizeSpeech& what, std::size_t longest);

/// A text as it may be given to any engine: without control characters and without the brackets
/// that are commands to one engine or another, at most 8,000 bytes of it.
std::string SpokenText(std::string_view text);

std::size_t CharactersIn(std::string_view text);
/// At kLineRate, of what a text can have: an engine that goes on has lost its way.
std::size_t MostSamples(std::string_view text);

/// Sound that comes byte by byte is given on in pieces that are worth a message.
inline constexpr std::size_t kLeastPiece = 20 * kLineRate / 1'000;

}  // namespace tocsin::speech
