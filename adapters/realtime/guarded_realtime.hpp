#pragma once

#include <memory>

#include "adapters/engine/circuit_breaker.hpp"
#include "adapters/realtime.hpp"

namespace tocsin::realtime {

/// When a service for whole conversations is left alone. A session that does not open, or does not
/// answer, costs the person seconds of silence: one is enough.
inline constexpr engine::BreakerOptions kRealtimeBreaker{.failures = 1,
                                                         .rest = std::chrono::seconds(30)};

/// A service behind its breaker: where a session was refused, did not open, or ended or was given
/// up before its first answer, the next ones are not tried until one of them is the probe. Of a
/// session that is left out the listener hears OnRealtimeEnd, kTransient, and why.
std::unique_ptr<RealtimeEngine> MakeGuardedRealtime(
    std::unique_ptr<RealtimeEngine> engine, std::shared_ptr<engine::CircuitBreaker> breaker);

}  // namespace tocsin::realtime
