#pragma once

#include <memory>
#include <string>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/telephony.hpp"
#include "workers/settings/settings.hpp"
#include "workers/voice/worker/carriers.hpp"

namespace tocsin::compose {

/// What is to be set so that people can be phoned.
std::string CarrierRemedy();

/// Of every kind of carrier there is.
std::vector<voice::CarrierDoor> CarrierDoors();
/// The carriers that the settings set up, the one for numbers without a route first. `client`
/// outlives them.
std::vector<std::shared_ptr<TelephonyProvider>> MakeCarriers(const Settings& settings,
                                                             HttpClient& client);
std::vector<voice::CarrierRoute> CarrierRoutes(const Settings& settings);

}  // namespace tocsin::compose
