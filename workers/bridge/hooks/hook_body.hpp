#pragma once

#include "adapters/http.hpp"
#include "schemas/json.hpp"

namespace tocsin::bridge {

/// What a webhook's body says: JSON, whatever its content type calls it, or a form as a map of
/// texts (a name that comes more than once: a list of them). Otherwise the answer: 415 for another
/// media type, coding or charset, 400 for what is no UTF-8 or no JSON.
tl::expected<json::value, HttpResponse> ReadHookBody(const HttpRequest& request);

}  // namespace tocsin::bridge
