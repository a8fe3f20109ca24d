#pragma once

#include <string_view>

#include "adapters/telephony.hpp"
#include "workers/voice/call/reply.hpp"
#include "workers/voice/worker/callback_urls.hpp"
#include "workers/voice/worker/carriers.hpp"

namespace tocsin::voice {

/// Names of what a media socket's start gives back.
inline constexpr std::string_view kTokenParameter = "token";
inline constexpr std::string_view kConnectionParameter = "connection";

/// The media socket of an attempt; `public_base`: public address of this service.
Connect ConnectTo(const CarrierLine& line, std::string_view public_base, std::string_view token,
                  int connection);

/// The reply as instructions for the carrier; silence before the next turn lasts `silence`. `line`:
/// the carrier, where the reply may be a media socket.
Instructions ToInstructions(const Reply& reply, const CallbackUrls& urls, Duration silence,
                            const CarrierLine& line, std::string_view public_base);

}  // namespace tocsin::voice
