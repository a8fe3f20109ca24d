#pragma once

#include <memory>

#include "adapters/media_codec.hpp"

namespace tocsin::twilio {

/// Twilio's Media Streams, bidirectional (https://www.twilio.com/docs/voice/media-streams): mu-law
/// at 8 kHz in messages of 20 ms; of any length the other way.
std::unique_ptr<MediaCodec> MakeStreamsCodec();

}  // namespace tocsin::twilio
