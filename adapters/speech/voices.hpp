#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/prepared_shelf.hpp"

namespace tocsin::speech {

struct VoiceOptions {
  std::vector<std::string> order = {"festival", "espeak"};  ///< the first that speaks the language
};
/// What voices stand on; all of it outlives them.
struct VoiceGround {
  Loop& timers;
  Metrics& metrics;
  std::shared_ptr<PreparedShelf> shelf;
};
/// What of the voices is not there, and what mends it, a line each.
struct Voices {
  std::unique_ptr<TextToSpeech> voice;
  std::vector<std::string> missing = {};
};

/// The voices that are installed, as one, with what was said kept. Takes a second. kNotFound: none
/// is, with the command that mends it; kInvalid: a name that is no voice.
Result<Voices> LoadVoices(const VoiceOptions& options, const VoiceGround& ground);

/// One of several engines, in their order: its name in metrics, how many streams its account has,
/// and whether another one follows it, which is asked sooner than this one again.
struct VoicePlace {
  std::string provider;
  int most_streams = 0;              ///< 0: no bound
  std::string streams_setting = {};  ///< its name
  bool another_follows = false;
};
/// The engine behind a guard, with what it said kept.
std::unique_ptr<TextToSpeech> PreparedAndGuarded(std::unique_ptr<TextToSpeech> voice,
                                                 const VoicePlace& place,
                                                 const VoiceGround& ground);

}  // namespace tocsin::speech
