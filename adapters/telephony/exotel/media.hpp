#pragma once

#include <memory>

#include "adapters/media_codec.hpp"

namespace tocsin::exotel {

/// Exotel's media socket (Voicebot applet, or a call's StreamUrl): linear samples of 16 bits,
/// little-endian, at the rate that the start says: 8, 16 or 24 kHz. Messages to it are multiples of
/// 320 bytes, at least 3,200, numbered and with their times. Names are spelled as they came.
std::unique_ptr<MediaCodec> MakeVoicebotCodec();

}  // namespace tocsin::exotel
