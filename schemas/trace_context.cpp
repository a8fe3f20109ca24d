#include "schemas/trace_context.hpp"

#include <algorithm>

namespace tocsin {

bool IsTraceparent(std::string_view text) {
  // https://www.w3.org/TR/trace-context/: version 2, trace-id 32, parent-id 16 and flags 2 hex
  // digits.
  const auto is_hex = [](char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'); };
  if (text.size() < 55 || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  const auto trace = text.substr(3, 32);
  return std::ranges::all_of(trace, is_hex) && std::ranges::all_of(text.substr(53, 2), is_hex) &&
         std::ranges::any_of(trace, [](char c) { return c != '0'; });
}

std::string_view TracestateFor(std::string_view traceparent, std::string_view tracestate) {
  return IsTraceparent(traceparent) ? tracestate : std::string_view{};
}

}  // namespace tocsin
