#pragma once

#include <map>
#include <optional>
#include <string>

#include "adapters/http.hpp"

namespace tocsin::load {

/// What a worker's metrics tell of its own time for a message of a media socket: how many took at
/// most so many milliseconds. The last bound is infinite.
using FrameTimes = std::map<double, double>;

/// Asks `url`/metrics and waits for the answer, 5 s at most. None: it has no such metrics, or wants
/// a key for them.
std::optional<FrameTimes> AskFrameTimes(HttpClient& http, const std::string& url);

/// The bound below which that share of the messages between the two answers took; nothing came
/// between them, or it is beyond all bounds: none.
std::optional<double> FrameTimeAtMost(const FrameTimes& before, const FrameTimes& after,
                                      double share);

}  // namespace tocsin::load
