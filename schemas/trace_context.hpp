#pragma once

#include <string_view>

namespace tocsin {

/// Whether a traceparent is one of W3C trace context: version, trace id, parent id and flags, the
/// trace id not all zero.
bool IsTraceparent(std::string_view text);
/// The tracestate that goes on with a traceparent: as it came, and nothing where the traceparent
/// begins a trace anew because it was none.
std::string_view TracestateFor(std::string_view traceparent, std::string_view tracestate);

}  // namespace tocsin
