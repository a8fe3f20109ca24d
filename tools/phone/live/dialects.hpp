#pragma once

#include "tools/phone/live/media_dialect.hpp"

namespace tocsin::phone {

std::unique_ptr<MediaDialect> MakeTwilioDialect(StreamIds ids);
std::unique_ptr<MediaDialect> MakeExotelDialect(StreamIds ids);

}  // namespace tocsin::phone
