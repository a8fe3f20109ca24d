#pragma once

#include "schemas/event.hpp"
#include "schemas/json.hpp"

namespace tocsin::runtime {

/// What a line of the log about an event of ours carries (adapters/log_line.hpp): `event` (its
/// type), `tenant`, `run_id` and `trace_id` of its envelope, and of its data what names the call,
/// the alert and how it went. Never what was said, nor a free text.
json::object FieldsOf(const Event& event);

}  // namespace tocsin::runtime
