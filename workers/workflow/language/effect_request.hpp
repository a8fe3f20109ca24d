#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/json.hpp"
#include "schemas/spec.hpp"

/// What runs ask of the outside, as rows of effects keep it: a row lives on while releases change,
/// so a member that is new is one that may be absent.
namespace tocsin::workflow {

/// The kind of the effects of `call: http`.
inline constexpr std::string_view kHttpEffect = "http";

/// The request of such an effect. Secrets and credentials are references (placeholders), which are
/// resolved when it is sent. Of a task that waits, what its output tells: no body, no time.
struct HttpAsked {
  std::string method;
  std::string url;
  json::object headers;                  ///< names and texts
  std::optional<json::value> body = {};  ///< null, or absent: none
  std::optional<std::int64_t> timeout_ms = {};
  static const FieldTable& Spec();
};

/// Of the request of any kind: which task asks.
struct AskedByTask {
  std::string task;  ///< its reference
  static const FieldTable& Spec();
};

/// An effect came to nothing: `error` of its result.
struct EffectFailure {
  std::string kind;  ///< word of an ErrorKind
  std::string message;
  static const FieldTable& Spec();
};

/// EffectResult::result of an "http" effect: an answer, or the error.
struct HttpAnswered {
  std::optional<int> status;
  json::object headers;  ///< names in lower case
  std::string content_type;
  std::string body;
  std::optional<EffectFailure> error;
  static const FieldTable& Spec();
};

}  // namespace tocsin::workflow
