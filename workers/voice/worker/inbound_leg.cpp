#include "workers/voice/worker/inbound_leg.hpp"

#include <algorithm>
#include <utility>

#include "workers/voice/worker/callback_urls.hpp"
#include "workers/voice/worker/carrier_requests.hpp"

namespace tocsin::voice {

InboundLeg InboundLegOf(const CarrierAccount& at, const std::string& provider_call_id,
                        const Secret& token_secret, int partitions) {
  InboundLeg inbound;
  inbound.call = CallId::Derive({"inbound", at.carrier, at.account, provider_call_id});
  Call call;
  call.id = inbound.call;
  call.id_text = call.id.ToString();
  inbound.attempt = AttemptIdOf(call, 1);
  inbound.token = AttemptToken(token_secret.Reveal(), inbound.attempt);
  // Any will do, as long as it is the same in every process.
  const auto number = std::stoul(call.id_text.substr(0, 8), nullptr, 16);
  inbound.partition = static_cast<int>(number % static_cast<unsigned>(std::max(1, partitions)));
  return inbound;
}

CameIn ToCameIn(const InboundLeg& inbound, Leg leg, std::string from, std::string to) {
  leg.token_hash = Sha256Hex(inbound.token);
  return {.leg = std::move(leg),
          .call = inbound.call,
          .attempt = inbound.attempt,
          .partition = inbound.partition,
          .from = std::move(from),
          .to = std::move(to)};
}

}  // namespace tocsin::voice
