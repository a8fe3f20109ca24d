#pragma once

#include <memory>

#include "adapters/http.hpp"
#include "adapters/telephony/twilio/twilio.hpp"
#include "adapters/text_messages.hpp"

namespace tocsin {

/// Messages of Twilio's REST API (https://www.twilio.com/docs/messaging/api/message-resource) and
/// their status callbacks. `client` outlives it and every callback.
std::unique_ptr<TextMessages> MakeTwilioMessages(TwilioOptions options, HttpClient& client);

}  // namespace tocsin
