#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "adapters/telephony.hpp"
#include "adapters/telephony/rest_text.hpp"
#include "adapters/telephony/twilio/signature.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin::twilio {

/// What the answer to a create-call request means (core: calls).
PlaceResult ReadPlaceOutcome(const HttpOutcome& outcome, std::string_view secret);

/// "-0.0140" and "USD"; nothing: not reckoned yet.
std::optional<CallPrice> ReadPrice(std::string_view amount, std::string_view currency);

/// A call object of the REST API. kInvalid names the member at fault; an unknown status counts as
/// queued.
Result<ListedCall> ReadCall(const json::value& call);

/// "Tue, 10 Aug 2010 08:02:17 +0000" (RFC 2822).
Result<TimePoint> ReadDate(std::string_view text);

/// The error of a REST answer that is not a success: its kind, and "404 20404 not found" in words.
Error ReadError(const HttpOutcome& outcome, std::string_view doing, std::string_view secret);

/// The carrier's own number for an error, or 0.
int ErrorCode(const HttpResponse& response);

/// A call id that may stand in a URL.
bool IsCallSid(std::string_view text);

/// Reads the decoded form of a verified webhook.
Result<CallWebhook> ReadWebhook(CallWebhook::Kind kind, const FormParameters& form);
/// The same of a text message that came in.
Result<TextReceived> ReadReceivedText(const FormParameters& form);

}  // namespace tocsin::twilio
