#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "adapters/telephony.hpp"

/// What answers of carriers' REST interfaces mean, as far as it is the same for all.
namespace tocsin {

/// An answer in words that may be logged.
using RestWords = std::string (*)(const HttpResponse& response, std::string_view secret);

/// Of a request to dial (core: calls). A success stays kUnknown until its body names the call.
PlaceResult ReadPlaceStatus(const HttpOutcome& outcome, std::string_view secret, RestWords words);

/// The error of an answer that is not a success; `unauthorised` is added where it is 401.
Error ReadRestError(const HttpOutcome& outcome, std::string_view secret, RestWords words,
                    std::string_view unauthorised, std::string_view where);

/// A 2xx answer.
bool Succeeded(const HttpOutcome& outcome);

/// "queued", "ringing", "in-progress", ...; nullopt for a word we do not know.
std::optional<CallStatus> ReadCallStatus(std::string_view text);

}  // namespace tocsin
