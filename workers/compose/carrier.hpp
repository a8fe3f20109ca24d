#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/telephony.hpp"
#include "workers/settings/settings.hpp"

namespace tocsin::compose {

/// The carrier of the settings, or null when none is set up. `client` outlives it.
std::unique_ptr<TelephonyProvider> MakeCarrier(const Settings& settings, HttpClient& client);

/// The signature that the carrier of the settings puts on a webhook to `url` with these form
/// parameters.
std::string SignAsCarrier(const Settings& settings, std::string_view url,
                          const std::vector<std::pair<std::string, std::string>>& parameters);

}  // namespace tocsin::compose
