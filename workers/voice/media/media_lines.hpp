#pragma once

#include <map>
#include <memory>
#include <utility>
#include <vector>

#include "workers/voice/media/media_line.hpp"

namespace tocsin::voice {

/// Makes the live lines of a process. Outlives its loops' ends, and so every line.
class MediaLines {
 public:
  /// `loops`: on which lines will live.
  MediaLines(const std::vector<Loop*>& loops, LineEngines engines);

  /// The line of a socket that will live on `loop`: who listens on the socket, and the line. It
  /// holds `owner` until OnLineEnd. Any thread.
  std::shared_ptr<MediaLine> Make(Loop& loop, std::unique_ptr<MediaCodec> codec,
                                  std::shared_ptr<LineListener> owner) const;

 private:
  const LineEngines engines_;
  std::map<const Loop*, std::unique_ptr<MediaClock>> clocks_;
};

}  // namespace tocsin::voice
