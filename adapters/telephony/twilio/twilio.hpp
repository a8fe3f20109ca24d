#pragma once

#include <memory>
#include <string>

#include "adapters/http.hpp"
#include "adapters/telephony.hpp"
#include "adapters/telephony/twilio/relay.hpp"

namespace tocsin {

/// How a call is led on a live line.
enum class TwilioLive {
  kMedia,  ///< Media Streams: sound
  kRelay,  ///< ConversationRelay: text
  kNone,   ///< prompts only
};

struct TwilioOptions {
  std::string account_sid;
  std::string auth_token;
  std::string auth_token_previous = {};  ///< accepted on webhooks while the token is rotated
  std::string from;                      ///< E.164
  std::string api_url = "https://api.twilio.com";
  int calls_per_second = 1;
  std::string voice = {};  ///< a carrier's voice, "Polly.Joanna"; empty: its default
  TwilioLive live = TwilioLive::kMedia;
  twilio::RelayOptions relay = {};
  Duration timeout = std::chrono::seconds(30);
  /// How Twilio retries a webhook (connection overrides): the fragment of addresses that have none.
  std::string retries = "rc=5&rp=all";
};

/// Twilio over its REST API of 2010-04-01 and TwiML. `client` must outlive the provider and every
/// callback. Makes no request by itself.
std::unique_ptr<TelephonyProvider> MakeTwilio(TwilioOptions options, HttpClient& client);

}  // namespace tocsin
