#pragma once

#include "adapters/telephony.hpp"
#include "workers/voice/call/reply.hpp"
#include "workers/voice/worker/callback_urls.hpp"

namespace tocsin::voice {

/// The reply as instructions for the carrier; silence before the next turn lasts `silence`.
Instructions ToInstructions(const Reply& reply, const CallbackUrls& urls, Duration silence);

}  // namespace tocsin::voice
