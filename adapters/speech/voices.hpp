#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "adapters/http_stream.hpp"
#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/prepared_shelf.hpp"
#include "adapters/websocket.hpp"

namespace tocsin::speech {

/// What voices stand on; all of it outlives them.
struct VoiceGround {
  Loop& timers;
  Metrics& metrics;
  std::shared_ptr<PreparedShelf> shelf;
  HttpStreamClient* client = nullptr;  ///< of services; none: there are none
  std::shared_ptr<const Pronunciations> lexicon = {};
  WebSocketClient* sockets = nullptr;  ///< of services, as `client`; of ears too
  /// Makes what is wanted ahead, and keeps it on the shelf; none: whoever speaks does.
  TextToSpeech* ahead = nullptr;
};

/// A voice of a service that is set up.
struct ServiceVoice {
  std::string word;                  ///< for the order: "deepgram"
  int most_streams = 0;              ///< of its account; 0: no bound
  std::string streams_setting = {};  ///< where that is set
  std::function<Result<std::unique_ptr<TextToSpeech>>(const VoiceGround& ground)> make;
};
struct VoiceOptions {
  std::vector<std::string> order = {"festival", "espeak"};  ///< the first that speaks the language
  std::vector<ServiceVoice> services = {};                  ///< those of them that are services
};
struct Voices {
  std::unique_ptr<TextToSpeech> voice;  ///< all of them, in their order
  /// Each alone, for asking whether it is there; of use as long as `voice`.
  std::vector<TextToSpeech*> engines = {};
  std::vector<std::string> missing = {};  ///< what is not there, and what mends it, a line each
};

/// The voices that are installed or set up, as one, with what was said kept. Takes a second.
/// kNotFound: none is, with the command that mends it; kInvalid: a name that is no voice, or a
/// service that is set up wrongly.
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
