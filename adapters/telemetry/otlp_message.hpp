#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "adapters/tracing.hpp"

namespace tocsin::otlp {

/// Who tells the spans: attributes of the resource.
struct Resource {
  std::string service = "tocsin";
  std::string version;
  std::string instance;
};

/// An ExportTraceServiceRequest of OTLP 1.x with these spans, as protobuf.
/// https://opentelemetry.io/docs/specs/otlp/
std::string ToProtobuf(const Resource& resource, std::span<const Span> spans);
/// The same as JSON (ids as hex, 64-bit numbers as texts).
std::string ToJson(const Resource& resource, std::span<const Span> spans);
/// How many spans the answer (protobuf) says were not taken; 0 for one without, or that cannot be
/// read.
std::int64_t RejectedSpans(std::string_view answer);

}  // namespace tocsin::otlp
