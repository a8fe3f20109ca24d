#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "adapters/http.hpp"
#include "schemas/event.hpp"
#include "schemas/ids.hpp"
#include "schemas/json.hpp"

namespace tocsin::bridge {

/// A call asked for by POST /api/voice/call/initiate.
struct ManualCall {
  CallId id;
  std::string alert_id;
  Event event;            ///< tocsin.call.requested with requested_by "api"
  std::string body_hash;  ///< of the body's canonical form
};

struct ManualCallRules {
  /// What approving this alert (the call's context and alert_id) would do, {name, parameters,
  /// resource}; null: approving is not offered. Nothing, or no function: it is not known here, and
  /// approving is offered.
  std::function<std::optional<json::value>(const json::object& alert)> remedy = {};
  std::string language = "en-US";  ///< what is spoken
};

/// Reads phone_number (E.164), alert_id, alert_summary, alert_context and, where another than the
/// default is to be spoken, language. With an idempotency key
/// the ids derive from it and the caller, so that the same request gives the same call and event.
/// Approving is offered only where it would do something. The event goes on in the trace of the
/// request. The problem otherwise: 400 for broken JSON, 415 for another content type, 422 naming
/// the field.
tl::expected<ManualCall, HttpResponse> ReadManualCall(const HttpRequest& request,
                                                      std::string_view caller, TimePoint now,
                                                      const ManualCallRules& rules);

/// The header Idempotency-Key; the problem when it is longer than 255 bytes.
tl::expected<std::string, HttpResponse> IdempotencyKey(const HttpRequest& request);

}  // namespace tocsin::bridge
