#include "workers/compose/carriers.hpp"

#include <string>
#include <string_view>

#include "adapters/telephony/exotel/exotel.hpp"
#include "adapters/telephony/exotel/paths.hpp"
#include "adapters/telephony/twilio/paths.hpp"

namespace tocsin::compose {

TwilioOptions TwilioOptionsOf(const TwilioSettings& twilio) {
  TwilioOptions options;
  options.account_sid = twilio.account_sid;
  options.auth_token = twilio.auth_token.Reveal();
  options.auth_token_previous = twilio.auth_token_previous.Reveal();
  options.from = twilio.from;
  options.api_url = twilio.api_url;
  options.calls_per_second = twilio.calls_per_second;
  options.voice = twilio.voice;
  options.timeout = twilio.timeout;
  options.live = twilio.live == "relay"  ? TwilioLive::kRelay
                 : twilio.live == "none" ? TwilioLive::kNone
                                         : TwilioLive::kMedia;
  options.relay = {.tts_provider = twilio.relay.tts_provider,
                   .voice = twilio.relay.voice,
                   .voices = twilio.relay.voices,
                   .transcription_provider = twilio.relay.transcription_provider,
                   .speech_model = twilio.relay.speech_model};
  return options;
}

namespace {

std::shared_ptr<TelephonyProvider> MakeTwilioCarrier(const Settings& settings, HttpClient& client) {
  const TwilioSettings& twilio = settings.telephony.twilio;
  if (!twilio.Complete()) return nullptr;
  return MakeTwilio(TwilioOptionsOf(twilio), client);
}

std::shared_ptr<TelephonyProvider> MakeExotelCarrier(const Settings& settings, HttpClient& client) {
  const ExotelSettings& exotel = settings.telephony.exotel;
  if (!exotel.Complete()) return nullptr;
  ExotelOptions options;
  options.sid = exotel.sid;
  options.api_key = exotel.api_key;
  options.api_token = exotel.api_token.Reveal();
  options.from = exotel.from;
  options.api_url = exotel.api_url.empty() ? "https://" + exotel.subdomain : exotel.api_url;
  options.webhook_secret = exotel.webhook_secret.Reveal();
  options.allow = exotel.allow;
  options.key_flow = exotel.key_flow;
  options.calls_per_minute = exotel.calls_per_minute;
  options.timeout = exotel.timeout;
  return MakeExotel(std::move(options), client);
}

/// A line for each folder of adapters/telephony.
struct Kind {
  const char* name;
  std::string_view webhook_path;
  std::string_view socket_path = {};
  std::string_view relay_path = {};
  std::string_view texts_path = {};
  std::vector<std::string> inbound = {};
  std::vector<std::string> own_doors = {};
  /// Its doors are also there with a secret behind the path, where nothing is signed.
  bool secret_path = false;
  bool fetches = false;  ///< as voice::CarrierDoor::fetches
  std::shared_ptr<TelephonyProvider> (*make)(const Settings& settings, HttpClient& client);
};

const std::vector<Kind>& Kinds() {
  static const std::vector<Kind> kinds = {
      {.name = "twilio",
       .webhook_path = twilio::kWebhookPath,
       .socket_path = twilio::kMediaPath,
       .relay_path = twilio::kRelayPath,
       .texts_path = twilio::kTextsPath,
       .inbound = {std::string(twilio::kInboundPath), std::string(twilio::kFormerInboundPath)},
       .make = MakeTwilioCarrier},
      {.name = "exotel",
       .webhook_path = exotel::kWebhookPath,
       .socket_path = exotel::kMediaPath,
       .inbound = {std::string(exotel::kInboundPath)},
       .own_doors = {std::string(exotel::kStreamDoor), std::string(exotel::kPassthruDoor)},
       .secret_path = true,
       .fetches = true,
       .make = MakeExotelCarrier}};
  return kinds;
}

}  // namespace

std::vector<voice::CarrierDoor> CarrierDoors() {
  std::vector<voice::CarrierDoor> doors;
  for (const auto& kind : Kinds()) {
    doors.push_back({.carrier = kind.name,
                     .path = std::string(kind.webhook_path),
                     .socket_path = std::string(kind.socket_path),
                     .inbound = kind.inbound,
                     .own = kind.own_doors,
                     .texts = std::string(kind.texts_path),
                     .relay_path = std::string(kind.relay_path),
                     .fetches = kind.fetches});
    if (kind.secret_path)
      doors.push_back({.carrier = kind.name,
                       .path = std::string(kind.webhook_path) + "/{secret}",
                       .own = kind.own_doors,
                       .fetches = kind.fetches});
  }
  return doors;
}

std::vector<std::shared_ptr<TelephonyProvider>> MakeCarriers(const Settings& settings,
                                                             HttpClient& client) {
  std::vector<std::shared_ptr<TelephonyProvider>> carriers;
  for (const auto& kind : Kinds())
    if (auto carrier = kind.make(settings, client)) carriers.push_back(std::move(carrier));
  return carriers;
}

std::vector<voice::CarrierRoute> CarrierRoutes(const Settings& settings) {
  std::vector<voice::CarrierRoute> routes;
  for (const auto& route : settings.telephony.routes)
    routes.push_back({.prefix = route.prefix, .carrier = route.provider, .then = route.then});
  return routes;
}

}  // namespace tocsin::compose
