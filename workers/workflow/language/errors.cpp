#include "workers/workflow/language/errors.hpp"

#include <algorithm>
#include <array>

#include "schemas/json.hpp"
#include "workers/workflow/language/secrets.hpp"
#include "workers/workflow/language/task_keys.hpp"

namespace tocsin::workflow {
namespace {

/// The last segment when the type looks like a standard one of any spelling, else empty.
std::string_view StandardWord(std::string_view type) {
  constexpr std::array<std::string_view, 4> kHosts = {
      "https://open-workflow-specification.org/", "https://serverlessworkflow.io/",
      "http://open-workflow-specification.org/", "http://serverlessworkflow.io/"};
  constexpr std::array<std::string_view, 8> kWords = {
      "configuration", "validation", "expression",    "authentication",
      "authorization", "timeout",    "communication", "runtime"};
  if (std::ranges::none_of(kHosts, [&](auto host) { return type.starts_with(host); })) return {};
  const auto slash = type.rfind('/');
  const auto word = type.substr(slash + 1);
  const auto before = type.substr(0, slash);
  if (!before.ends_with("/errors") && !before.ends_with("/errors/types")) return {};
  return std::ranges::find(kWords, word) == kWords.end() ? std::string_view{} : word;
}

RaisedError Standard(std::string_view type, int status, std::string title, std::string detail) {
  return {std::string(type), status, std::move(title), std::move(detail)};
}

}  // namespace

bool SameErrorType(std::string_view wanted, std::string_view raised) {
  if (wanted == raised) return true;
  const auto word = StandardWord(wanted);
  return !word.empty() && word == StandardWord(raised);
}

json::object ErrorObject(const RaisedError& error, std::string_view instance) {
  const auto& keys = KeysOf<ErrorKeys>();
  json::value object = {{keys.type, error.type}, {keys.status, error.status}};
  auto& members = object.get_object();
  if (!error.title.empty()) members[keys.title] = NamePlaceholders(error.title);
  if (!error.detail.empty()) members[keys.detail] = NamePlaceholders(error.detail);
  members[keys.instance] = instance;
  // A detail quotes what came from outside: answers, events, data in jq's messages.
  Defuse(object);
  return std::move(members);
}

const std::vector<ErrorMeaning>& StandardErrors() {
  static const std::vector<ErrorMeaning> errors = {
      {error_type::kConfiguration, 400, "Configuration error",
       "Something that the file or the settings name is missing or cannot be: a contact, policy or "
       "calendar in no resource file, a URL or method of `call: http` that is none, a function "
       "that "
       "is gone. Also where a secret would leave the run in an event, an argument of a function, "
       "an "
       "error or the output.",
       "No: mend the file, the resources or the settings first."},
      {error_type::kValidation, 400, "Validation error",
       "Data that does not fit: a `schema` of `input`, `output` or `export`, arguments of a "
       "function, an event above 768 KiB, what goes out nested deeper than 64 levels.",
       "No: the same data fails again."},
      {error_type::kExpression, 400, "Expression error",
       "An expression failed, gave a value of the wrong kind or above 1 MiB, or passed a "
       "bound of expressions (steps, memory, nesting).",
       "No: the same data fails again."},
      {error_type::kAuthentication, 401, "Authentication error",
       "Not raised by what is built yet; `raise` may. A 401 of `call: http` is `communication` "
       "with "
       "status 401.",
       "No."},
      {error_type::kAuthorization, 403, "Authorization error",
       "A secret that an expression or `call: http` needs stands in `use.secrets` but not in the "
       "setting `secrets`.",
       "No: add the secret, then reload with SIGHUP."},
      {error_type::kTimeout, 408, "Timeout",
       "The `timeout` of a task or of the workflow, `limit.attempt.duration` of a retry, or no "
       "answer to `call: http` in time.",
       "Yes; an HTTP request may have had its effect, so the receiver should know its "
       "`Idempotency-Key`."},
      {error_type::kCommunication, 500, "Communication error",
       "`call: http` had no connection (status 503), or was answered outside 200 to 299: `status` "
       "is then the answer's, `title` `HTTP status N`; JSON that cannot be read is 502.",
       "503, 502, 504 and 429: yes, after a pause. Other 4xx: no."},
      {error_type::kRuntime, 500, "Runtime error",
       "The data of the run is larger than 1 MiB or nested deeper than 72 levels. It ends the run "
       "and cannot be caught.",
       "No: keep less (`export.as`, `input.from`, `output.as`)."},
  };
  return errors;
}

RaisedError ExpressionError(std::string detail) {
  return Standard(error_type::kExpression, 400, "Expression error", std::move(detail));
}
RaisedError ValidationError(std::string detail) {
  return Standard(error_type::kValidation, 400, "Validation error", std::move(detail));
}
RaisedError TooDeepToGoOut(std::string_view what) {
  return ValidationError(std::string(what) + " is nested deeper than " +
                         std::to_string(kMaxJsonDepth) +
                         " levels, more than an event or a request may have");
}
RaisedError TimeoutError(std::string detail) {
  return Standard(error_type::kTimeout, 408, "Timeout", std::move(detail));
}
RaisedError ConfigurationError(std::string detail) {
  return Standard(error_type::kConfiguration, 400, "Configuration error", std::move(detail));
}
RaisedError AuthorizationError(std::string detail) {
  return Standard(error_type::kAuthorization, 403, "Authorization error", std::move(detail));
}
RaisedError SecretLeaves(std::string_view secret, std::string_view where) {
  return ConfigurationError(
      "secret " + (secret.empty() ? "text" : "'" + std::string(secret) + "'") + " would leave in " +
      std::string(where) + "; a secret can only be handed to 'with' of 'call: http'");
}
RaisedError RuntimeError(std::string detail) {
  return Standard(error_type::kRuntime, 500, "Runtime error", std::move(detail));
}

}  // namespace tocsin::workflow
