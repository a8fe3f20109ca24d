#pragma once

#include <optional>

#include "workers/voice/call/call.hpp"
#include "workers/voice/call/voice_settings.hpp"

namespace tocsin::voice {

/// The moments that bound a talk, counted from the answer. A call keeps the length that it was
/// dialled with, whatever the settings say later.
struct CallLength {
  TimePoint warning;  ///< from here on the next reply begins with a warning
  TimePoint closing;  ///< too late for another question: only goodbye is said
  TimePoint end;      ///< the carrier hangs up
};
/// Nothing before the call was answered.
std::optional<CallLength> LengthOf(const Call& call, const VoiceSettings& settings);

/// When a placed call must be over whatever the carrier says, or does not say, of it.
TimePoint OverdueAt(const Call& call, const VoiceSettings& settings);

/// Until when callbacks may come of a dial of unknown outcome: it may have rung as long as it may,
/// and have been talked on to its limit.
TimePoint SilentUntil(const Call& call, const VoiceSettings& settings);

}  // namespace tocsin::voice
