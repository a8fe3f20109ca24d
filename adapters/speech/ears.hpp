#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/loop.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"
#include "adapters/speech/deepgram_listen.hpp"
#include "adapters/speech/http_transcription.hpp"
#include "adapters/speech/moonshine.hpp"
#include "adapters/speech/vosk_server.hpp"
#include "adapters/websocket.hpp"

namespace tocsin::speech {

/// What hears a line.
struct Ears {
  std::unique_ptr<VoiceActivityEngine> activity;
  std::unique_ptr<SpeechToText> recognizer;  ///< of those in order, where there are several
  std::vector<SpeechToText*> engines;        ///< in order; of use as long as `recognizer`
  std::string runtime;                       ///< "onnxruntime 1.32.0", for evidence and logs
};

struct EarsOptions {
  std::string models;  ///< folder that tools/models fetches into
  /// Who hears, and who takes over, in this order: moonshine is a part of this process;
  /// deepgram, openai, whisper and vosk are services.
  std::vector<std::string> order = {"moonshine"};
  MoonshineOptions moonshine = {};
  std::map<std::string, int, std::less<>> streams = {};  ///< of the account, by name; 0: no bound
  DeepgramListenOptions deepgram = {};                   ///< a model of Nova or of Flux
  HttpTranscriptionOptions openai = {};
  bool openai_realtime = false;  ///< over a socket, while somebody speaks
  HttpTranscriptionOptions whisper = {};
  VoskOptions vosk = {};
};

/// What ears at a service need; all of it outlives them.
struct EarsOutside {
  WebSocketClient* sockets = nullptr;
  HttpClient* client = nullptr;
  Loop* loop = nullptr;  ///< for sentences without a line, and as the clock
  Metrics* metrics = nullptr;
};

/// Ears at a service alone, which need no model: null where `name` is a part of this process.
Result<std::unique_ptr<SpeechToText>> MakeEarsAtService(const std::string& name,
                                                        const EarsOptions& options,
                                                        const EarsOutside& outside);

/// With the models in their folder, each checked by its sum; takes half a second. Whose voice is
/// activity is told by a model in any case; a recogniser's models need to be there for moonshine
/// only. kNotFound: a file is missing; kInvalid: one is cut or changed or does not run here, or a
/// service lacks a setting. The message names it and what mends it. The recogniser must be gone
/// before the process ends.
Result<Ears> LoadEars(const EarsOptions& options, const EarsOutside& outside = {});

}  // namespace tocsin::speech
