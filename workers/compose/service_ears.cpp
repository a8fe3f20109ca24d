#include "workers/compose/service_ears.hpp"

#include <utility>

#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"

namespace tocsin::compose {
namespace {

std::string AddressOf(const std::string& name, const SpeechSettings& settings) {
  if (name == "deepgram") return settings.deepgram.api_url;
  return {};
}

}  // namespace

speech::EarsOptions EarsOptionsOf(const SpeechSettings& settings) {
  speech::EarsOptions options{.models = settings.models};
  const bool nobody = settings.stt.Is("auto") || settings.ByCarrier();
  if (!nobody) options.order = settings.stt.words;
  options.deepgram = {.api_url = settings.deepgram.api_url,
                      .api_key = settings.deepgram.api_key,
                      .model = settings.deepgram.listen.model,
                      .least_confidence = settings.deepgram.listen.confidence};
  return options;
}

ServiceEars::ServiceEars(const SpeechSettings& settings, HttpClient&, Metrics& metrics)
    : loop_(MakeLoop("ears")), sockets_(MakeWebSocketClient()) {
  const auto options = EarsOptionsOf(settings);
  for (const auto& name : options.order) {
    auto ears = speech::MakeEarsAtService(
        name, options, {.sockets = sockets_.get(), .loop = loop_.get(), .metrics = &metrics});
    if (ears && *ears == nullptr) continue;
    all_.push_back(
        {.section = name, .address = AddressOf(name, settings), .ears = std::move(ears)});
  }
}

ServiceEars::~ServiceEars() { loop_->Stop(Duration(0)); }

}  // namespace tocsin::compose
