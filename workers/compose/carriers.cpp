#include "workers/compose/carriers.hpp"

#include "adapters/telephony/twilio/twilio.hpp"

namespace tocsin::compose {
namespace {

std::shared_ptr<TelephonyProvider> MakeTwilioCarrier(const Settings& settings, HttpClient& client) {
  const TwilioSettings& twilio = settings.telephony.twilio;
  if (!twilio.Complete()) return nullptr;
  TwilioOptions options;
  options.account_sid = twilio.account_sid;
  options.auth_token = twilio.auth_token.Reveal();
  options.auth_token_previous = twilio.auth_token_previous.Reveal();
  options.from = twilio.from;
  options.api_url = twilio.api_url;
  options.calls_per_second = twilio.calls_per_second;
  options.voice = twilio.voice;
  options.timeout = twilio.timeout;
  return MakeTwilio(std::move(options), client);
}

/// A line for each folder of adapters/telephony.
struct Kind {
  const char* name;
  const char* webhook_path;
  std::shared_ptr<TelephonyProvider> (*make)(const Settings& settings, HttpClient& client);
};
constexpr Kind kKinds[] = {{"twilio", "/api/voice/webhook", MakeTwilioCarrier}};

}  // namespace

std::vector<voice::CarrierDoor> CarrierDoors() {
  std::vector<voice::CarrierDoor> doors;
  for (const auto& kind : kKinds)
    doors.push_back({.carrier = kind.name,
                     .path = kind.webhook_path,
                     .inbound = {"/voice/" + std::string(kind.name) + "/inbound"}});
  // As it is set at numbers of before.
  for (auto& door : doors)
    if (door.carrier == "twilio") door.inbound.emplace_back("/twiml");
  return doors;
}

std::vector<std::shared_ptr<TelephonyProvider>> MakeCarriers(const Settings& settings,
                                                             HttpClient& client) {
  std::vector<std::shared_ptr<TelephonyProvider>> carriers;
  for (const auto& kind : kKinds)
    if (auto carrier = kind.make(settings, client)) carriers.push_back(std::move(carrier));
  return carriers;
}

std::vector<voice::CarrierRoute> CarrierRoutes(const Settings& settings) {
  std::vector<voice::CarrierRoute> routes;
  for (const auto& route : settings.telephony.routes)
    routes.push_back({.prefix = route.prefix, .carrier = route.provider});
  return routes;
}

}  // namespace tocsin::compose
