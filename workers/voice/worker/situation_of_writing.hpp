#pragma once

#include <optional>

#include "workers/voice/call/call_batch.hpp"
#include "workers/voice/call/inputs.hpp"

namespace tocsin::voice {

/// What is stored of the question and of what this person has written about it; nullopt: nobody
/// asks it, or not any more.
std::optional<Situation> SituationOfWriting(const CallBatch& calls, const Wrote& wrote,
                                            TimePoint now);

}  // namespace tocsin::voice
