#include "workers/voice/media/media_lines.hpp"

namespace tocsin::voice {

MediaLines::MediaLines(const std::vector<Loop*>& loops, LineEngines engines) : engines_(engines) {
  for (Loop* loop : loops) clocks_.emplace(loop, std::make_unique<MediaClock>(*loop));
}

std::shared_ptr<MediaLine> MediaLines::Make(Loop& loop, std::unique_ptr<MediaCodec> codec,
                                            std::shared_ptr<LineListener> owner) const {
  return std::make_shared<MediaLine>(loop, *clocks_.at(&loop), engines_, std::move(codec),
                                     std::move(owner));
}

}  // namespace tocsin::voice
