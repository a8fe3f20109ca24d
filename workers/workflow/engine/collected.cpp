#include "workers/workflow/engine/collected.hpp"

#include "workers/workflow/engine/decide.hpp"
#include "workers/workflow/engine/frame.hpp"

namespace tocsin::workflow {

bool HasRoomFor(const Run& run, const Event& event) {
  std::size_t size = event.data.Size();
  if (const auto* kept = run.state.if_contains(kCollected))
    size += SizeOf(*kept, kMostCollectedBytes);
  return size <= kMostCollectedBytes;
}

}  // namespace tocsin::workflow
