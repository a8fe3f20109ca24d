#pragma once

#include <string_view>

/// Where we are for Twilio, below our public address.
namespace tocsin::twilio {

/// As TelephonyCapabilities::webhook_path.
inline constexpr std::string_view kWebhookPath = "/api/voice/webhook";
inline constexpr std::string_view kTextsPath = "/api/voice/webhook/sms";
inline constexpr std::string_view kInboundPath = "/voice/twilio/inbound";
/// The same, as numbers of before have it.
inline constexpr std::string_view kFormerInboundPath = "/twiml";
/// Of sockets of sound, and of text.
inline constexpr std::string_view kMediaPath = "/ws/media-stream";
inline constexpr std::string_view kRelayPath = "/ws/conversation-relay";

}  // namespace tocsin::twilio
