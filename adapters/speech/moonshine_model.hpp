#pragma once

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "adapters/speech/moonshine_tokens.hpp"
#include "adapters/speech/onnx_runtime.hpp"

namespace tocsin::speech {

/// What the decoder wrote by itself.
struct FreeSpeech {
  Tokens tokens;               ///< without begin and end
  double log_probability = 0;  ///< of them and the end
  bool whole = true;           ///< it came to an end; else it ran on until the limit
};

struct MoonshineNetworks {
  OnnxModel encoder;
  OnnxModel decoder;  ///< with and without what it remembers of the tokens before, in one file
};

/// One sentence as the encoder hears it, and the decoder at its beginning. One thread's.
class MoonshineSentence {
 public:
  /// `sound`: at 16 kHz, -1 to 1; needed until this returns. The rest must outlive the sentence.
  static Result<MoonshineSentence> Encode(const OnnxRuntime& runtime,
                                          const MoonshineNetworks& networks,
                                          std::span<float> sound);

  /// The likeliest token, again and again, at most `most`. kCancelled as soon as `stop` says so.
  Result<FreeSpeech> Decode(std::size_t most, const std::atomic<bool>& stop) const;

  /// log p of a sentence that begins so: no sentence that does is likelier.
  double LogFirst(TokenId token) const;

  /// For each place of each row of tokens: what the decoder thinks comes next, when led along it.
  /// At most kRows rows of kRowTokens. Refers to the sentence.
  class Led;
  Result<Led> Lead(std::span<const Tokens> rows) const;
  static constexpr std::size_t kRows = 16, kRowTokens = 24;

 private:
  MoonshineSentence(const OnnxRuntime& runtime, const MoonshineNetworks& networks)
      : runtime_(runtime), networks_(&networks) {}
  Status Begin();

  OnnxRuntime runtime_;
  const MoonshineNetworks* networks_;
  OnnxTensor hidden_;              ///< 1 x length x 288
  std::size_t length_ = 0;         ///< of the encoder's output, about 41 a second
  std::vector<OnnxTensor> first_;  ///< after begin: the logits, then what the decoder remembers
  double first_sum_ = 0;           ///< the log of the sum of those logits
};

class MoonshineSentence::Led {
 public:
  /// log p(`token` after the first `place` tokens of `row`); place 0 is LogFirst.
  double Log(std::size_t row, std::size_t place, TokenId token) const;

 private:
  friend class MoonshineSentence;
  const MoonshineSentence* sentence_ = nullptr;
  OnnxTensor logits_;
  std::size_t width_ = 0;     ///< places of a row
  std::vector<double> sums_;  ///< of each place: the log of its sum
};

}  // namespace tocsin::speech
