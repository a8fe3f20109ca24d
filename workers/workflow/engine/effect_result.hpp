#pragma once

#include "adapters/http.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin::workflow {

/// EffectResult::result of an effect that came to nothing: HttpAnswered with its `error` alone.
json::value FailedResult(const Error& error);
/// EffectResult::result of an "http" effect (HttpAnswered): an answer without `error`, or the
/// failure.
json::value HttpResult(const HttpOutcome& outcome);

}  // namespace tocsin::workflow
