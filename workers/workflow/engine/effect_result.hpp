#pragma once

#include "adapters/http.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin::workflow {

/// EffectResult::result of an effect that came to nothing: {error: {kind, message}}.
json::value FailedResult(const Error& error);
/// EffectResult::result of an "http" effect: {status, headers, content_type, body} with lower-case
/// header names, or the failure.
json::value HttpResult(const HttpOutcome& outcome);

}  // namespace tocsin::workflow
