#pragma once

#include <string>

#include "schemas/spec.hpp"

namespace tocsin::events {

/// Data of tocsin.run.control_requested: somebody wants a run to end, to pause, to go on, or to be
/// retried after it failed.
struct RunControlRequested {
  std::string run_id;
  std::string control;  ///< kCancelRun, kSuspendRun, kResumeRun or kRetryRun
  std::string reason;   ///< in the words of who asks; may be empty
  static const FieldTable& Spec();
};

inline constexpr const char* kCancelRun = "cancel";
inline constexpr const char* kSuspendRun = "suspend";
inline constexpr const char* kResumeRun = "resume";
inline constexpr const char* kRetryRun = "retry";

}  // namespace tocsin::events
