#include "workers/voice/leg/call_length.hpp"

#include <algorithm>

namespace tocsin::voice {
namespace {

using std::chrono::seconds;

/// Long enough to hear a question and answer it.
constexpr Duration kClosing = seconds(15);
/// A callback of the end may be late.
constexpr Duration kOverdueGrace = seconds(60);

/// Rows of a former release have no length of their own.
Duration LimitOf(const Call& call, const VoiceSettings& settings) {
  return call.limit > Duration(0) ? call.limit : settings.time_limit;
}

}  // namespace

std::optional<CallLength> LengthOf(const Call& call, const VoiceSettings& settings) {
  if (!call.answered_at) return std::nullopt;
  const Duration limit = LimitOf(call, settings);
  const Duration warning = call.limit > Duration(0) ? call.warn_after : settings.warn_after;
  const Duration closing = std::min(kClosing, std::max(Duration(0), (limit - warning) / 2));
  const TimePoint start = *call.answered_at;
  return CallLength{start + warning, start + limit - closing, start + limit};
}

TimePoint OverdueAt(const Call& call, const VoiceSettings& settings) {
  if (const auto length = LengthOf(call, settings)) return length->end + kOverdueGrace;
  return call.placed_at.value_or(call.created_at) + settings.ring_timeout +
         LimitOf(call, settings) + kOverdueGrace;
}

TimePoint SilentUntil(const Call& call, const VoiceSettings& settings) {
  return call.dialled_at.value_or(call.created_at) + settings.ring_timeout +
         LimitOf(call, settings) + kOverdueGrace;
}

}  // namespace tocsin::voice
