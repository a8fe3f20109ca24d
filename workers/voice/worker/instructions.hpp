#pragma once

#include <string_view>

#include "adapters/telephony.hpp"
#include "workers/voice/call/reply.hpp"
#include "workers/voice/call/voice_settings.hpp"
#include "workers/voice/worker/callback_urls.hpp"
#include "workers/voice/worker/carriers.hpp"
#include "workers/voice/worker/prompt_sounds.hpp"

namespace tocsin::voice {

/// Names of what a media socket's start gives back.
inline constexpr std::string_view kTokenParameter = "token";
inline constexpr std::string_view kConnectionParameter = "connection";

/// The media socket of an attempt; `public_base`: public address of this service. `language`: that
/// of the call.
Connect ConnectTo(const CarrierLine& line, std::string_view public_base, std::string_view token,
                  int connection, std::string_view language);

/// The reply as instructions for the carrier, who may be told of a media socket.
/// `sounds`: who has made all that is said, for that tenant; none: the carrier speaks.
Instructions ToInstructions(const Reply& reply, const CallbackUrls& urls,
                            const VoiceSettings& settings, const CarrierLine& line,
                            const PromptSounds* sounds = nullptr, const std::string& tenant = {});

}  // namespace tocsin::voice
