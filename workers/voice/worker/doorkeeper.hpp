#pragma once

#include <map>
#include <optional>
#include <string>

#include "adapters/log_quota.hpp"
#include "adapters/metrics.hpp"
#include "workers/voice/call/inputs.hpp"
#include "workers/voice/call/transition.hpp"
#include "workers/voice/call/voice_settings.hpp"

namespace tocsin::voice {

/// What was counted before a call comes in.
struct CountedCallers {
  std::map<std::string, int> lately;  ///< by number
  int live = 0;                       ///< calls under way; counted where they are bounded
};

/// What who is not let in hears, and the log of it. Thread-safe.
class Doorkeeper {
 public:
  /// `metrics` outlives it.
  explicit Doorkeeper(Metrics& metrics) : metrics_(metrics) {}

  /// Nothing where the call is taken, which counts it.
  std::optional<Transition> Refused(const std::string& caller, const VoiceSettings& settings,
                                    CountedCallers& callers);
  /// Of a leg whose token belongs to no attempt that is known.
  Transition Stranger(const Input& came);

 private:
  void Note(const std::string& caller, const char* reason, const char* limit, int most,
            LogQuota& quota);

  Metrics& metrics_;
  LogQuota strangers_;
  LogQuota crowds_;
  LogQuota full_;
};

}  // namespace tocsin::voice
