#include "workers/compose/service_ears.hpp"

#include <utility>

#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"

namespace tocsin::compose {
namespace {

std::string AddressOf(const std::string& name, const SpeechSettings& settings) {
  if (name == "deepgram") return settings.deepgram.api_url;
  if (name == "openai") return settings.openai.api_url;
  if (name == "whisper") return settings.whisper.url;
  if (name == "vosk") return settings.vosk.url;
  return {};
}

}  // namespace

speech::EarsOptions EarsOptionsOf(const SpeechSettings& settings) {
  speech::EarsOptions options{.models = settings.models};
  const bool nobody = settings.stt.Is("auto") || settings.ByCarrier();
  if (!nobody) options.order = settings.stt.words;
  options.streams = {{"deepgram", settings.deepgram.listen.streams},
                     {"openai", settings.openai.transcription.streams},
                     {"whisper", settings.whisper.streams},
                     {"vosk", settings.vosk.streams}};
  options.deepgram = {.api_url = settings.deepgram.api_url,
                      .api_key = settings.deepgram.api_key,
                      .model = settings.deepgram.listen.model,
                      .least_confidence = settings.deepgram.listen.confidence,
                      .detect_language = settings.deepgram.listen.detect_language,
                      .second_price = settings.deepgram.listen.second_price,
                      .end_of_turn = settings.deepgram.listen.end_of_turn,
                      .eager_end_of_turn = settings.deepgram.listen.eager_end_of_turn};
  const auto& openai = settings.openai;
  options.openai = {.name = "openai " + openai.transcription.model,
                    .api_url = openai.api_url,
                    .api_key = openai.api_key,
                    .model = openai.transcription.model,
                    .setting = "speech.openai",
                    .segments = openai.transcription.model.starts_with("whisper"),
                    .least_confidence = openai.transcription.confidence,
                    .detect_language = openai.transcription.detect_language,
                    .second_price = openai.transcription.second_price};
  options.openai_realtime = openai.transcription.realtime;
  options.whisper = {.name = "whisper " + settings.whisper.model,
                     .api_url = settings.whisper.url,
                     .model = settings.whisper.model,
                     .setting = "speech.whisper",
                     .segments = true,
                     .least_confidence = settings.whisper.confidence,
                     .detect_language = settings.whisper.detect_language};
  options.vosk = {.url = settings.vosk.url,
                  .language = settings.vosk.language,
                  .least_confidence = settings.vosk.confidence};
  return options;
}

ServiceEars::ServiceEars(const SpeechSettings& settings, HttpClient& client, Metrics& metrics)
    : loop_(MakeLoop("ears")), sockets_(MakeWebSocketClient()) {
  auto options = EarsOptionsOf(settings);
  // Also where nothing is live, for the carrier speaks: they are set, and to be in order.
  const auto& stt = settings.stt;
  if (!stt.Is("auto") && !stt.Is("carrier") && !stt.Is("none")) options.order = stt.words;
  for (const auto& name : options.order) {
    auto ears = speech::MakeEarsAtService(
        name, options,
        {.sockets = sockets_.get(), .client = &client, .loop = loop_.get(), .metrics = &metrics});
    if (ears && *ears == nullptr) continue;
    all_.push_back(
        {.section = name, .address = AddressOf(name, settings), .ears = std::move(ears)});
  }
}

ServiceEars::~ServiceEars() { loop_->Stop(Duration(0)); }

}  // namespace tocsin::compose
