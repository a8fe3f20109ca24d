#pragma once

#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "schemas/result.hpp"

namespace tocsin::bridge {

/// Adds Retry-After, in whole seconds, at least one.
HttpResponse WithRetryAfter(HttpResponse response, Duration wait);
/// 422 with the member `field` naming what is wrong.
HttpResponse FieldProblem(std::string_view field, std::string_view why);
/// What a problem says in detail; empty where the body is none.
std::string DetailOf(const HttpResponse& problem);
/// The answer for an error from store or bus: 422 for kInvalid, 404 for kNotFound, 503 with
/// Retry-After for what may be tried again, else 500.
HttpResponse ErrorProblem(const Error& error);

}  // namespace tocsin::bridge
