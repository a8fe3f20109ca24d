#include "adapters/telephony/twilio/probe.hpp"

#include <algorithm>
#include <string>

#include "adapters/telephony/twilio/signature.hpp"
#include "adapters/telephony/twilio/wire.hpp"

namespace tocsin::twilio {

WebhookProbe SignedProbe(const TwilioOptions& options, std::string_view url) {
  WebhookProbe probe;
  probe.url = url;
  probe.parameters = {{"AccountSid", options.account_sid},
                      {"ApiVersion", "2010-04-01"},
                      {"CallSid", "CA00000000000000000000000000000000"},
                      {"CallStatus", "in-progress"},
                      {"Direction", "outbound-api"},
                      {"From", options.from},
                      {"To", options.from}};
  std::ranges::sort(probe.parameters);
  probe.signature = {"X-Twilio-Signature", SignTwilio(options.auth_token, url, probe.parameters)};
  return probe;
}

HttpCall ProbeCall(const WebhookProbe& probe) {
  return {.method = "POST",
          .url = probe.url,
          .headers = {{"Content-Type", "application/x-www-form-urlencoded"}, probe.signature},
          .body = EncodeForm(probe.parameters),
          .timeout = std::chrono::seconds(15),
          .max_response_bytes = 64 * 1024};
}

}  // namespace tocsin::twilio
