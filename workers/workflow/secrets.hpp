#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/http.hpp"
#include "schemas/json.hpp"
#include "schemas/result.hpp"

namespace tocsin::workflow {

/// What an expression sees for $secrets.NAME: opaque text that only the executor turns into the
/// secret.
std::string PlaceholderOf(std::string_view name);

/// The value of a secret, or nothing when there is none of that name.
using SecretLookup = std::function<std::optional<std::string>(std::string_view name)>;

/// Replaces the placeholders in every string of `value`. kInvalid names a secret that is not
/// configured.
Result<json::value> ResolveSecrets(json::value value, const SecretLookup& secrets);

/// Makes data from outside harmless: takes the marks of placeholders out, so that an event or an
/// answer cannot ask for a secret, and replaces bytes that are no UTF-8, which no state could hold.
void Defuse(json::value& value);

/// Text of an "Authorization: Basic" value: at once when no placeholder is in it, else when the
/// secrets are resolved.
std::string BasicCredentials(std::string_view user_and_password);
/// Percent-encodes all but unreserved characters; placeholders stay as they are, for ToHttpCall to
/// encode.
std::string EncodeForUrl(std::string_view text);

/// EffectRequest::request of kind "http" as a call, secrets filled in: never log it.
Result<HttpCall> ToHttpCall(const json::value& request, const SecretLookup& secrets);

}  // namespace tocsin::workflow
