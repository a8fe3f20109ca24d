#pragma once

#include <memory>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/telephony.hpp"
#include "adapters/telephony/twilio/twilio.hpp"
#include "workers/settings/settings.hpp"
#include "workers/voice/worker/carriers.hpp"

namespace tocsin::compose {

/// What is to be set so that people can be phoned.
inline constexpr const char* kCarrierRemedy =
    "set telephony.twilio or TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER, "
    "or telephony.exotel";

/// The account, as its provider and its text messages take it.
TwilioOptions TwilioOptionsOf(const TwilioSettings& twilio);
/// Of every kind of carrier there is.
std::vector<voice::CarrierDoor> CarrierDoors();
/// The carriers that the settings set up, the one for numbers without a route first. `client`
/// outlives them.
std::vector<std::shared_ptr<TelephonyProvider>> MakeCarriers(const Settings& settings,
                                                             HttpClient& client);
std::vector<voice::CarrierRoute> CarrierRoutes(const Settings& settings);

}  // namespace tocsin::compose
