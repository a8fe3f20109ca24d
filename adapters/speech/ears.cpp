#include "adapters/speech/ears.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

#include "adapters/speech/deepgram_flux.hpp"
#include "adapters/speech/ears_order.hpp"
#include "adapters/speech/limited_ears.hpp"
#include "adapters/speech/model_files.hpp"
#include "adapters/speech/onnx_runtime.hpp"
#include "adapters/speech/realtime_transcription.hpp"
#include "adapters/speech/silero.hpp"

namespace tocsin::speech {
namespace {

using MadeEars = Result<std::unique_ptr<SpeechToText>>;

MadeEars MakeOwn(const EarsOptions& options, const OnnxRuntime& runtime) {
  TRY_ASSIGN(const auto encoder, ReadModelFile(options.models, kMoonshineEncoder));
  TRY_ASSIGN(const auto decoder, ReadModelFile(options.models, kMoonshineDecoder));
  TRY_ASSIGN(const auto tokens, ReadModelFile(options.models, kMoonshineTokens));
  return MakeMoonshine(runtime, {encoder, decoder, tokens}, options.moonshine);
}

/// `what` of a service is not set, which needs it.
Status Needed(bool given, std::string_view setting, std::string_view example) {
  if (given) return {};
  return Fail(ErrorKind::kInvalid,
              "speech.stt needs " + std::string(setting) + ": " + std::string(example),
              std::string(setting));
}

MadeEars MakeDeepgram(const EarsOptions& options, const EarsOutside& outside) {
  TRY(Needed(!options.deepgram.api_key.Empty(), "speech.deepgram.api_key",
             "set it, or DEEPGRAM_API_KEY in .env"));
  TRY(Needed(!options.deepgram.model.empty(), "speech.deepgram.listen.model",
             "the name of a model such as nova-3"));
  const auto make = IsFlux(options.deepgram.model) ? MakeDeepgramFlux : MakeDeepgramListen;
  return make(options.deepgram, *outside.sockets, *outside.loop);
}

bool RealtimeWanted(const EarsOptions& options) {
  return options.openai_realtime || OnlyRealtime(options.openai.model);
}

MadeEars MakeOpenAi(const EarsOptions& options, const EarsOutside& outside) {
  TRY(Needed(!options.openai.api_key.Empty(), "speech.openai.api_key",
             "set it, or OPENAI_API_KEY in .env"));
  TRY(Needed(!options.openai.model.empty(), "speech.openai.transcription.model",
             "the name of a model such as gpt-4o-mini-transcribe"));
  if (RealtimeWanted(options))
    return MakeRealtimeTranscription(options.openai, *outside.sockets, *outside.loop);
  return MakeHttpTranscription(options.openai, *outside.client);
}

MadeEars MakeWhisper(const EarsOptions& options, const EarsOutside& outside) {
  TRY(Needed(!options.whisper.api_url.empty(), "speech.whisper.url",
             "the address of a server such as http://127.0.0.1:8000"));
  return MakeHttpTranscription(options.whisper, *outside.client);
}

MadeEars MakeVoskEars(const EarsOptions& options, const EarsOutside& outside) {
  TRY(Needed(!options.vosk.url.empty(), "speech.vosk.url",
             "the address of a server such as ws://127.0.0.1:2700"));
  return MakeVosk(options.vosk, *outside.sockets, *outside.loop);
}

/// A line for each service; `streams` is the setting of its account's bound.
struct KnownEars {
  std::string_view name, streams;
  MadeEars (*make)(const EarsOptions&, const EarsOutside&);
};
constexpr KnownEars kKnownEars[] = {
    {"deepgram", "speech.deepgram.listen.streams", MakeDeepgram},
    {"openai", "speech.openai.transcription.streams", MakeOpenAi},
    {"whisper", "speech.whisper.streams", MakeWhisper},
    {"vosk", "speech.vosk.streams", MakeVoskEars},
};
const KnownEars* FindEars(std::string_view name) {
  const auto* known = std::ranges::find(kKnownEars, name, &KnownEars::name);
  return known == std::end(kKnownEars) ? nullptr : known;
}
/// A line has a socket of its own at them.
bool OverSockets(std::string_view name, const EarsOptions& options) {
  return name == "deepgram" || name == "vosk" || (name == "openai" && RealtimeWanted(options));
}
constexpr std::string_view kOwnEars = "moonshine";

Result<OrderedEars> MakeOne(const std::string& name, const EarsOptions& options,
                            const EarsOutside& outside, const OnnxRuntime& runtime) {
  OrderedEars one;
  if (name == kOwnEars) {
    TRY_ASSIGN(one.ears, MakeOwn(options, runtime));
    return one;
  }
  TRY_ASSIGN(one.ears, MakeEarsAtService(name, options, outside));
  one.breaker = engine::CircuitBreaker::Make(name, "speech_to_text", {}, *outside.metrics);
  return one;
}

std::unique_ptr<SpeechToText> Limited(std::unique_ptr<SpeechToText> ears, const std::string& name,
                                      const EarsOptions& options, const EarsOutside& outside) {
  const auto* known = FindEars(name);
  const auto most = options.streams.find(name);
  if (known == nullptr || most == options.streams.end() || most->second == 0) return ears;
  return MakeLimitedEars(
      std::move(ears), OverSockets(name, options),
      engine::StreamLimit::Make(std::string(known->streams), most->second, *outside.loop));
}

}  // namespace

Result<std::unique_ptr<SpeechToText>> MakeEarsAtService(const std::string& name,
                                                        const EarsOptions& options,
                                                        const EarsOutside& outside) {
  if (name == kOwnEars) return nullptr;
  const auto* known = FindEars(name);
  if (known == nullptr)
    return Fail(ErrorKind::kInvalid, "loading ears: '" + name + "' are none", "speech");
  return known->make(options, outside);
}

Result<Ears> LoadEars(const EarsOptions& options, const EarsOutside& outside) {
  TRY(ReadModelFile(options.models, kOnnxLibrary));  // its sum; the loader reads it again
  TRY_ASSIGN(const auto runtime,
             OnnxRuntime::Open(options.models + "/" + std::string(kOnnxLibrary.name)));
  Ears ears;
  ears.runtime = "onnxruntime " + runtime.version();
  TRY_ASSIGN(const auto silero, ReadModelFile(options.models, kSileroModel));
  TRY_ASSIGN(ears.activity, MakeSilero(runtime, silero));
  std::vector<OrderedEars> order;
  for (const auto& name : options.order) {
    TRY_ASSIGN(auto one, MakeOne(name, options, outside, runtime));
    ears.engines.push_back(one.ears.get());
    one.ears = Limited(std::move(one.ears), name, options, outside);
    order.push_back(std::move(one));
  }
  if (order.size() == 1 && order.front().breaker == nullptr) {
    ears.recognizer = std::move(order.front().ears);
  } else {
    ears.recognizer = MakeEarsOrder(std::move(order), *outside.loop, *outside.metrics);
  }
  return ears;
}

}  // namespace tocsin::speech
