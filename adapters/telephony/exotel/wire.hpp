#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "adapters/http.hpp"
#include "adapters/telephony.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin::exotel {

/// What the answer to Calls/connect means (core: calls). 403 "feature not enabled" is of the
/// account.
PlaceResult ReadConnected(const HttpOutcome& outcome, std::string_view secret);

/// Whether an answer says that the account has no bidirectional streams.
bool SaysNoStreaming(const HttpOutcome& outcome);

/// A call object of the REST API. kInvalid names the member at fault; a word that we do not know
/// counts as queued. Of a call of ours, `to` is whom we called: Exotel's "From".
Result<ListedCall> ReadCallObject(const json::value& call);

/// The answer to a list of calls between two numbers, without those made before `since`; how Exotel
/// spells the numbers is the country's way, and they are told as they were asked for.
Result<std::vector<ListedCall>> ReadCallList(const HttpOutcome& outcome, std::string_view secret,
                                             const std::string& to, const std::string& from,
                                             TimePoint since);

/// The error of a REST answer that is not a success, in words that may be logged.
Error ErrorOf(const HttpOutcome& outcome, std::string_view doing, std::string_view secret);

/// A call id that may stand in a URL.
bool IsSid(std::string_view text);

/// Reads the body of a status callback: form, multipart or JSON.
Result<CallWebhook> ReadCallback(const HttpRequest& request);

}  // namespace tocsin::exotel
