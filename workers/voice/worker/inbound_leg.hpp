#pragma once

#include <string>

#include "schemas/secret.hpp"
#include "workers/voice/call/inputs.hpp"

namespace tocsin::voice {

/// Who is who in a call that came in: all of it follows from where the carrier has the call, so
/// that every webhook and socket about it, in any process, makes the same call, also without a
/// token.
struct InboundLeg {
  CallId call;
  AttemptId attempt;
  std::string token;  ///< of its attempt
  int partition = 0;
};
/// `partitions`: how many the topics have.
InboundLeg InboundLegOf(const CarrierAccount& at, const std::string& provider_call_id,
                        const Secret& token_secret, int partitions);
/// What GroupCommit::Serve gets of it. `leg.token_hash` is filled in.
CameIn ToCameIn(const InboundLeg& inbound, Leg leg, std::string from, std::string to);

}  // namespace tocsin::voice
