#pragma once

#include <memory>
#include <vector>

#include "adapters/engine/circuit_breaker.hpp"
#include "adapters/metrics.hpp"
#include "adapters/speech.hpp"
#include "adapters/steady_clock.hpp"

namespace tocsin::speech {

/// Ears, and what keeps sentences from them while they fail; none: they are part of this process.
struct OrderedEars {
  std::unique_ptr<SpeechToText> ears;
  std::shared_ptr<engine::CircuitBreaker> breaker = {};
};

/// Several ears as one. A line's sentences are heard by the first that speaks its language and does
/// not rest; where it fails, in the middle too, the next one is given the whole sentence, so that
/// nobody need say it again; one that fails with kConflict, for its streams are taken
/// (MakeLimitedEars), is not thought ill of. What was heard names who heard it. Clock and metrics
/// outlive it.
std::unique_ptr<SpeechToText> MakeEarsOrder(std::vector<OrderedEars> order,
                                            const SteadyClock& clock, Metrics& metrics);

}  // namespace tocsin::speech
