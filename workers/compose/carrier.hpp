#pragma once

#include <memory>

#include "adapters/http.hpp"
#include "adapters/telephony.hpp"
#include "workers/compose/settings/settings.hpp"

namespace tocsin::compose {

/// The carrier of the settings, or null when none is set up. `client` outlives it.
std::unique_ptr<TelephonyProvider> MakeCarrier(const Settings& settings, HttpClient& client);

}  // namespace tocsin::compose
