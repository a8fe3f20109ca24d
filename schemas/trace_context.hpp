#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin {

/// Whether a traceparent is one of W3C trace context: version, trace id, parent id and flags, the
/// trace id not all zero.
bool IsTraceparent(std::string_view text);
/// Whether a tracestate is one of W3C trace context, of at most 32 members and 2,048 bytes. One
/// that is none is dropped, as the standard wants it, and harms nothing else.
bool IsTracestate(std::string_view text);
/// The tracestate that goes on with a traceparent: as it came, and nothing where it is none, or
/// where the traceparent begins a trace anew because it was none.
std::string_view TracestateFor(std::string_view traceparent, std::string_view tracestate);

/// The trace id of a traceparent, 32 hex digits; empty where it is none.
std::string_view TraceOf(std::string_view traceparent);
/// The span of a traceparent (its parent id); 0 where it is none.
std::uint64_t SpanOf(std::string_view traceparent);
/// The same trace at another span; empty where it is none.
std::string WithSpan(std::string_view traceparent, std::uint64_t span);
/// Whether whoever sent it records the trace (the flag `sampled`); false where it is none.
bool IsSampled(std::string_view traceparent);
/// 16 hex digits, and back: 0 for what is no such text.
std::string SpanText(std::uint64_t span);
std::uint64_t ReadSpan(std::string_view text);

}  // namespace tocsin
