#include "tools/phone/sim/call_record.hpp"

#include <array>
#include <utility>

namespace tocsin::phone {

std::string_view ToString(CallState state) {
  static constexpr auto kNames =
      std::to_array<std::string_view>({"queued", "initiated", "ringing", "in-progress", "completed",
                                       "busy", "no-answer", "failed", "canceled"});
  return kNames[static_cast<std::size_t>(state)];
}

std::string_view RestStatus(CallState state) {
  return ToString(state == CallState::kInitiated ? CallState::kQueued : state);
}

std::string_view ToString(Direction direction) {
  return direction == Direction::kInbound ? "inbound" : "outbound-api";
}

void CallRecord::MoveTo(CallState next, TimePoint now) {
  state = next;
  updated = now;
  history.push_back({next, now});
}

void CallRecord::Note(int code, std::string text, TimePoint now) {
  if (log.size() >= kMaxEntries) {
    ++dropped;
    return;
  }
  log.push_back({code, std::move(text), now});
}

void CallRecord::Add(Utterance utterance) {
  if (line.size() >= kMaxEntries) {
    ++dropped;
    return;
  }
  line.push_back(std::move(utterance));
}

}  // namespace tocsin::phone
