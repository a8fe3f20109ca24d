#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/loop.hpp"
#include "adapters/speech.hpp"
#include "workers/runtime/jobs_in_hand.hpp"

namespace tocsin::voice {

/// Lines that will be said, or may be.
struct LinesAhead {
  std::vector<std::string> lines;
  std::string language = "en-US";
  std::string tenant = {};  ///< whose call says them; empty: they stand in a workflow
};

/// Has a voice that keeps what it said make it before it is wanted. Thread-safe.
class SoundsAhead {
 public:
  /// How what is said is cut: a live line asks for sentences, a carrier fetches whole lines.
  enum class Cut { kSentences, kLines };
  /// The voice outlives it; the loop has stopped before it ends.
  SoundsAhead(TextToSpeech& voice, Cut cut, Loop& loop);
  ~SoundsAhead();

  /// All of it now: somebody's phone rings. What there is no room for is made when it is said.
  void MakeNow(const LinesAhead& ahead);
  /// One after another in the background, so that calls have the voice to themselves; instead of
  /// what still waits there. Each text once, 2,000 at most.
  void MakeLater(const std::vector<LinesAhead>& all);

 private:
  std::vector<std::string> TextsOf(const LinesAhead& ahead) const;
  struct Background;

  static constexpr std::size_t kMostAtOnce = 64;
  static constexpr std::size_t kMostWaiting = 2'000;
  TextToSpeech& voice_;
  const Cut cut_;
  const std::shared_ptr<Background> background_;  ///< held by what is being made, too
  runtime::JobsInHand<SpeechJob> now_{kMostAtOnce};
};

}  // namespace tocsin::voice
