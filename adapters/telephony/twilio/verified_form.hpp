#pragma once

#include <string_view>

#include "adapters/http.hpp"
#include "adapters/telephony/rest_text.hpp"
#include "adapters/telephony/twilio/signature.hpp"
#include "schemas/result.hpp"

namespace tocsin::twilio {

/// The form of a webhook whose signature holds and which is of our account: kRejected says what is
/// wrong with it; kInvalid: it is genuine and no form. `public_base`: the address that the carrier
/// was given.
Result<FormParameters> VerifiedForm(const TwilioVerifier& verifier, std::string_view account_sid,
                                    const HttpRequest& request, std::string_view public_base);

}  // namespace tocsin::twilio
