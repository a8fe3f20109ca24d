#include "workers/compose/engine_room.hpp"

#include "adapters/net/loops.hpp"
#include "workers/voice/humanizer/humanize.hpp"

namespace tocsin::compose {

EngineRoom::EngineRoom(const SpeechSettings& speech, const Clock& clock, Metrics& metrics)
    : metrics_(metrics), timers_(MakeLoop("engines")) {
  const auto& prepared = speech.prepared;
  if (!prepared.folder.empty()) files_ = MakeLoop("sounds");
  shelf_ = speech::PreparedShelf::Make(
      {.memory_bytes = prepared.enabled ? static_cast<std::size_t>(prepared.memory_bytes) : 0,
       .folder = prepared.folder,
       .disk_bytes = static_cast<std::size_t>(prepared.disk_bytes),
       .keep = prepared.keep,
       .text_version = std::string(voice::kHumanizerVersion)},
      clock, metrics, files_.get());
}

EngineRoom::~EngineRoom() { Stop(); }

void EngineRoom::Stop() {
  if (files_) files_->Stop(Duration(0));
  timers_->Stop(Duration(0));
}

}  // namespace tocsin::compose
