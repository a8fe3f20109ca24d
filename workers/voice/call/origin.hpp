#pragma once

#include <string>

#include "schemas/event.hpp"
#include "schemas/tenant.hpp"
#include "workers/voice/call/state_fields.hpp"

namespace tocsin::voice {

/// Who asked for a call or a step of it, as all that is emitted for it says it.
struct Origin {
  std::string command = {};  ///< id of the requesting event: causation of what follows
  std::string run = {};      ///< as it came in the request
  std::string tenant = {};
  std::string traceparent = {};
  std::string tracestate = {};
};

inline Origin OriginOf(const Event& event) {
  return {.command = event.id,
          .run = std::string(event.Extension("runid")),
          .tenant = std::string(event.Extension(kTenantAttribute)),
          .traceparent = event.traceparent,
          .tracestate = event.tracestate};
}

/// Stored among the fields of who has it.
template <class Visitor, Of<Origin> Stored>
void Fields(Visitor& field, Stored& origin) {
  field("command", origin.command);
  field("run", origin.run);
  field("tenant", origin.tenant);
  field("traceparent", origin.traceparent);
  field("tracestate", origin.tracestate);
}

}  // namespace tocsin::voice
