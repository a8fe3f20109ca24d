#pragma once

#include <string_view>

/// Where we are for Exotel, below our public address.
namespace tocsin::exotel {

/// Of webhooks; behind it comes the secret or the door's name.
inline constexpr std::string_view kWebhookPath = "/api/voice/exotel";
inline constexpr std::string_view kInboundPath = "/voice/exotel/inbound";
inline constexpr std::string_view kMediaPath = "/ws/exotel";
/// Doors of its own beside webhooks: where the media socket is, and whether there is one.
inline constexpr std::string_view kStreamDoor = "stream";
inline constexpr std::string_view kPassthruDoor = "passthru";

}  // namespace tocsin::exotel
