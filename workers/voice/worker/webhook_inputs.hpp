#pragma once

#include <string>

#include "workers/voice/call/inputs.hpp"

namespace tocsin::voice {

/// What a verified webhook tells of its leg. `token_hash`: of the token in its address; `turn`: the
/// number there, of CallWebhook::Kind::kInput.
Input ToInput(CallWebhook hook, std::string token_hash, int turn, CarrierAccount at = {});

}  // namespace tocsin::voice
