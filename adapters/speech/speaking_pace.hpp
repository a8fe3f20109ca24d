#pragma once

#include <cstddef>
#include <mutex>
#include <string>
#include <string_view>

namespace tocsin::speech {

/// How fast a voice speaks, learned from what it said: what of a text a sound is. Thread-safe.
class SpeakingPace {
 public:
  /// The whole text was so many samples at kLineRate.
  void Learn(std::string_view text, std::size_t samples);
  /// What the sound of the beginning of `text` does not hold yet: from the first word that is not
  /// wholly there. At least the last word, for the voice did not end.
  std::string Rest(std::string_view text, std::size_t samples) const;

 private:
  mutable std::mutex mutex_;
  double samples_a_letter_ = 533;  ///< 15 letters a second, until it is known
  bool learned_ = false;
};

}  // namespace tocsin::speech
