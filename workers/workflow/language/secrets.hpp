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
#include "workers/workflow/language/effect_request.hpp"

namespace tocsin::workflow {

/// What an expression sees for $secrets.NAME: opaque text that only the executor turns into the
/// secret.
std::string PlaceholderOf(std::string_view name);

/// The value of a secret, or nothing when there is none of that name.
using SecretLookup = std::function<std::optional<std::string>(std::string_view name)>;

/// What is said where a secret is wanted that nobody has set.
std::string UnknownSecretText(std::string_view name);

/// Replaces the placeholders in every string of `value`. kInvalid names a secret that is not
/// configured.
Result<json::value> ResolveSecrets(json::value value, const SecretLookup& secrets);

/// The secret whose placeholder is somewhere in `value`, keys included; "" where only remains of
/// one are (an expression cut it up), nothing where there is none. Asked at the edges of a run:
/// what is emitted or given out may hold none.
std::optional<std::string> SecretWithin(const json::value& value);
/// Writes placeholders, also those that an expression or jq's message has encoded, as
/// "$secrets.NAME" for people.
std::string NamePlaceholders(std::string_view text);

/// Makes data from outside harmless: takes the marks of placeholders out, encoded ones too, so that
/// an event or an answer cannot ask for a secret, and replaces bytes that are no UTF-8, which no
/// state could hold.
void Defuse(json::value& value);
std::string Defused(std::string_view text);

/// Text of an "Authorization: Basic" value: at once when no placeholder is in it, else when the
/// secrets are resolved.
std::string BasicCredentials(std::string_view user_and_password);
/// Percent-encodes all but unreserved characters; placeholders stay as they are, for ToHttpCall to
/// encode.
std::string EncodeForUrl(std::string_view text);

/// The request of an "http" effect as a call, secrets filled in: never log it.
Result<HttpCall> ToHttpCall(const HttpAsked& asked, const SecretLookup& secrets);

}  // namespace tocsin::workflow
