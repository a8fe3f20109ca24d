#include "tools/phone/live/media_dialect.hpp"

#include "tools/phone/live/dialects.hpp"

namespace tocsin::phone {

std::string_view ToString(Carrier carrier) {
  return carrier == Carrier::kTwilio ? "twilio" : "exotel";
}

std::unique_ptr<MediaDialect> MakeDialect(Carrier carrier, StreamIds ids) {
  return carrier == Carrier::kTwilio ? MakeTwilioDialect(std::move(ids))
                                     : MakeExotelDialect(std::move(ids));
}

}  // namespace tocsin::phone
