#include "workers/workflow/engine/collected.hpp"

#include "workers/workflow/engine/decide.hpp"
#include "workers/workflow/engine/frame.hpp"

namespace tocsin::workflow {

const FieldTable& CollectedEvent::Spec() {
  static const FieldTable table =
      TableOf<CollectedEvent>("collected", "An event that waits for its run to take it.",
                              {FieldOf<&CollectedEvent::type>("type", "Its type."),
                               FieldOf<&CollectedEvent::subject>("subject", "Its subject."),
                               FieldOf<&CollectedEvent::data>("data", "Its data.")});
  return table;
}

bool HasRoomFor(const Run& run, const Event& event) {
  std::size_t size = event.data.Size();
  if (const auto* kept = run.state.if_contains(kCollected))
    size += SizeOf(*kept, kMostCollectedBytes);
  return size <= kMostCollectedBytes;
}

}  // namespace tocsin::workflow
