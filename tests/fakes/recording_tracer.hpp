#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "adapters/tracing.hpp"

namespace tocsin::fakes {

/// Keeps what it is told. Every trace is wanted, or none.
class RecordingTracer final : public Tracer {
 public:
  bool On() const override { return true; }
  bool Wants(std::string_view traceparent) const override {
    return wants && IsTraceparent(traceparent);
  }
  void Record(Span span) override { spans.push_back(std::move(span)); }
  const Span* Named(std::string_view name) const {
    const auto found = std::ranges::find(spans, name, &Span::name);
    return found == spans.end() ? nullptr : &*found;
  }

  std::vector<Span> spans;
  bool wants = true;
};

}  // namespace tocsin::fakes
