#pragma once

#include <string>

#include "schemas/ids.hpp"
#include "schemas/time.hpp"

namespace tocsin {

/// A request to the outside, kept until its result is committed.
struct EffectRow {
  EffectId id;
  int partition = 0;
  RunId run;         ///< nil when no run waits for it
  std::string kind;  ///< "http", "delivery"
  int attempt = 1;
  TimePoint due_at;     ///< not before
  std::string request;  ///< JSON, opaque to the store
};

/// An effect row that a batch acts on, at the attempt that was read.
struct EffectHold {
  EffectId id;
  int attempt = 1;
};

}  // namespace tocsin
