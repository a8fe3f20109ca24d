#include "workers/compose/carrier.hpp"

#include "adapters/telephony/twilio.hpp"

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

}  // namespace tocsin::compose
