#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "schemas/event.hpp"
#include "schemas/json.hpp"
#include "schemas/spec.hpp"

namespace tocsin::workflow {

struct Run;

/// Starting events that came while a run of their key was live, by `onDuplicate: collect`: kept in
/// its state until it takes them.
inline constexpr std::string_view kCollected = "collected";
/// About so much is kept for a run that does not take it.
inline constexpr std::size_t kMostCollectedBytes = 512 * 1024;

/// What is kept of such an event, without its id and time.
struct CollectedEvent {
  std::string type;
  std::string subject;
  json::value data;
  static const FieldTable& Spec();
};

/// Whether a live run may be given this event too.
bool HasRoomFor(const Run& run, const Event& event);

}  // namespace tocsin::workflow
