#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "schemas/time.hpp"
#include "schemas/trace_context.hpp"

namespace tocsin {

/// As OTLP numbers them.
enum class SpanKind { kInternal = 1, kServer = 2, kClient = 3, kProducer = 4, kConsumer = 5 };

using SpanValue = std::variant<std::string, std::int64_t, double, bool>;

/// Another place that a span has to do with, besides the one above it.
struct SpanLink {
  std::string trace;
  std::uint64_t span = 0;
};

/// A piece of work with a beginning and an end, told when it is over. Its ids come from what it is
/// about, so that the same work has the same ids in whichever process it is told, and everybody
/// knows the id of what stands above it.
struct Span {
  std::string trace;  ///< 32 hex digits
  std::uint64_t span = 0;
  std::uint64_t parent = 0;  ///< 0: it begins the trace
  std::string name;
  SpanKind kind = SpanKind::kInternal;
  TimePoint start, end;
  std::vector<std::pair<std::string, SpanValue>> attributes = {};
  std::vector<SpanLink> links = {};
  bool failed = false;
  std::string error = {};  ///< of one that failed: what is told of it
};

/// Where spans go. Thread-safe; never blocks: what there is no room for is counted and lost.
class Tracer {
 public:
  virtual ~Tracer() = default;
  /// Whether anybody takes spans at all.
  virtual bool On() const = 0;
  /// Whether the spans of this trace are wanted though nothing came of it: by its share, the same
  /// in every process.
  virtual bool Wants(std::string_view traceparent) const = 0;
  virtual void Record(Span span) = 0;
};

/// Takes nothing.
class NoTracer final : public Tracer {
 public:
  bool On() const override { return false; }
  bool Wants(std::string_view) const override { return false; }
  void Record(Span) override {}
};

inline Tracer& Untraced() {
  static NoTracer none;
  return none;
}

}  // namespace tocsin
