#pragma once

#include <string>

#include "schemas/spec.hpp"

namespace tocsin::events {

/// Data of tocsin.run.control_requested: somebody wants a run to end, to pause or to go on.
struct RunControlRequested {
  std::string run_id;
  std::string control;  ///< kCancelRun, kSuspendRun or kResumeRun
  std::string reason;   ///< in the words of who asks; may be empty
  static const FieldTable& Spec();
};

inline constexpr const char* kCancelRun = "cancel";
inline constexpr const char* kSuspendRun = "suspend";
inline constexpr const char* kResumeRun = "resume";

}  // namespace tocsin::events
