#include "workers/compose/engine_room.hpp"

#include <spdlog/spdlog.h>

#include <utility>

#include "adapters/net/http_client.hpp"
#include "adapters/net/loops.hpp"
#include "adapters/net/websocket_client.hpp"
#include "adapters/speech/kokoro.hpp"
#include "adapters/speech/prepared_speech.hpp"
#include "adapters/speech/pronounced_voice.hpp"
#include "workers/voice/humanizer/humanize.hpp"

namespace tocsin::compose {
namespace {

/// A person waits for the answer.
constexpr Duration kConnect = std::chrono::seconds(2);
/// From one sentence of a call to the next, so that no handshake comes before it.
constexpr Duration kKeepIdle = std::chrono::seconds(45);

}  // namespace

EngineRoom::EngineRoom(const SpeechSettings& speech, const Clock& clock, Metrics& metrics,
                       std::shared_ptr<const Pronunciations> lexicon)
    : metrics_(metrics), lexicon_(std::move(lexicon)), timers_(MakeLoop("engines")) {
  const auto& prepared = speech.prepared;
  if (!prepared.folder.empty()) files_ = MakeLoop("sounds");
  shelf_ = speech::PreparedShelf::Make(
      {.memory_bytes = prepared.enabled ? static_cast<std::size_t>(prepared.memory_bytes) : 0,
       .folder = prepared.folder,
       .disk_bytes = static_cast<std::size_t>(prepared.disk_bytes),
       .keep = prepared.keep,
       .text_version = std::string(voice::kHumanizerVersion)},
      clock, metrics, files_.get());
  sockets_ = MakeWebSocketClient();
  client_ = MakeHttpStreamClient({.connect_timeout = kConnect, .keep_idle = kKeepIdle});
}

EngineRoom::~EngineRoom() { Stop(); }

Status EngineRoom::LoadAhead(const SpeechSettings& speech) {
  const auto& prepared = speech.prepared;
  if (prepared.kokoro.empty() || !prepared.enabled || !prepared.ahead) return {};
  TRY_ASSIGN(auto kokoro, speech::MakeKokoro({.models = speech.models, .voice = prepared.kokoro}));
  spdlog::info("what is made ahead is made by {}", kokoro->Name());
  ahead_ = speech::MakePreparedSpeech(speech::MakePronouncedVoice(std::move(kokoro), lexicon_),
                                      shelf_, metrics_);
  return {};
}

void EngineRoom::Stop() {
  // First who would ask it for more.
  if (files_) files_->Stop(Duration(0));
  timers_->Stop(Duration(0));
  client_.reset();
}

}  // namespace tocsin::compose
