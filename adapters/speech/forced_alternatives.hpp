#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "adapters/speech/moonshine_model.hpp"
#include "adapters/speech/moonshine_tokens.hpp"

namespace tocsin::speech {

struct BestPhrase {
  std::size_t phrase = 0;
  double score = 0;            ///< log p(phrase) - log p(what was decoded freely); 0: it is that
  double log_probability = 0;  ///< log p(phrase)
};

/// As the model would write it: begun with a capital, without a mark at its end.
std::string WrittenPhrase(std::string_view phrase);

/// The phrase that fits best, when its score is above `least`: the decoder is led along each of
/// them, and along what it wrote by itself, in one run (of 16 at a time). Phrases whose first
/// piece alone is less likely than that need no run. None for speech without an end or longer than
/// MoonshineSentence::kRowTokens.
Result<std::optional<BestPhrase>> ForceAlternatives(const MoonshineSentence& sentence,
                                                    const MoonshineTokens& tokens,
                                                    const FreeSpeech& free,
                                                    std::span<const std::string> phrases,
                                                    double least);

}  // namespace tocsin::speech
