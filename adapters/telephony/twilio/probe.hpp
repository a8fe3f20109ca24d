#pragma once

#include <string_view>

#include "adapters/telephony/twilio/twilio.hpp"
#include "adapters/webhook_probe.hpp"

namespace tocsin::twilio {

/// A signed webhook to `url` about a call that does not exist: it changes nothing.
WebhookProbe SignedProbe(const TwilioOptions& options, std::string_view url);
/// It as a request.
HttpCall ProbeCall(const WebhookProbe& probe);

}  // namespace tocsin::twilio
