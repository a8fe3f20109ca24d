#include "workers/compose/carrier.hpp"

#include "adapters/telephony/twilio.hpp"
#include "adapters/telephony/twilio_signature.hpp"

namespace tocsin::compose {

std::unique_ptr<TelephonyProvider> MakeCarrier(const Settings& settings, HttpClient& client) {
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

std::string SignAsCarrier(const Settings& settings, std::string_view url,
                          const std::vector<std::pair<std::string, std::string>>& parameters) {
  return SignTwilio(settings.telephony.twilio.auth_token.Reveal(), url, parameters);
}

}  // namespace tocsin::compose
