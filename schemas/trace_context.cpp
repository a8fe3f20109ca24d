#include "schemas/trace_context.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "schemas/hex.hpp"
#include "schemas/trimmed.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kLongestTracestate = 2'048;
constexpr std::size_t kMostTracestateMembers = 32;

constexpr std::array<bool, 256> kLowerHex = [] {
  std::array<bool, 256> is{};
  for (const char c : std::string_view("0123456789abcdef")) is[static_cast<std::uint8_t>(c)] = true;
  return is;
}();

bool IsLowerHex(std::string_view text) {
  bool all = true;
  for (const char c : text) all &= kLowerHex[static_cast<std::uint8_t>(c)];
  return all;
}

bool IsOfTracestateKey(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
         std::string_view("_-*/@").find(c) != std::string_view::npos;
}

bool IsOfTracestateValue(char c) { return c >= ' ' && c <= '~' && c != ',' && c != '='; }

}  // namespace

bool IsTraceparent(std::string_view text) {
  // https://www.w3.org/TR/trace-context/: version 2, trace-id 32, parent-id 16 and flags 2 hex
  // digits.
  if (text.size() < 55 || text[2] != '-' || text[35] != '-' || text[52] != '-') return false;
  const auto trace = text.substr(3, 32);
  return IsLowerHex(trace) && IsLowerHex(text.substr(53, 2)) &&
         trace.find_first_not_of('0') != std::string_view::npos;
}

bool IsTracestate(std::string_view text) {
  // Members are separated by commas: a key of lower case letters, digits and _-*/@, and a value of
  // printable characters but comma and '='. Empty members are allowed.
  if (text.size() > kLongestTracestate) return false;
  std::size_t members = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const auto comma = std::min(text.find(',', at), text.size());
    const auto member = Trimmed(text.substr(at, comma - at));
    at = comma + 1;
    if (member.empty()) continue;
    const auto equals = member.find('=');
    const bool fits = equals != std::string_view::npos && equals > 0 &&
                      std::ranges::all_of(member.substr(0, equals), IsOfTracestateKey) &&
                      std::ranges::all_of(member.substr(equals + 1), IsOfTracestateValue);
    if (!fits || ++members > kMostTracestateMembers) return false;
  }
  return members > 0;
}

std::string_view TracestateFor(std::string_view traceparent, std::string_view tracestate) {
  if (tracestate.empty()) return {};  // as nearly always
  return IsTraceparent(traceparent) && IsTracestate(tracestate) ? tracestate : std::string_view{};
}

std::string_view TraceOf(std::string_view traceparent) {
  return IsTraceparent(traceparent) ? traceparent.substr(3, 32) : std::string_view{};
}

std::uint64_t SpanOf(std::string_view traceparent) {
  return IsTraceparent(traceparent) ? ReadSpan(traceparent.substr(36, 16)) : 0;
}

std::string WithSpan(std::string_view traceparent, std::uint64_t span) {
  if (!IsTraceparent(traceparent)) return {};
  std::string text(traceparent.substr(0, 55));
  return text.replace(36, 16, SpanText(span));
}

bool IsSampled(std::string_view traceparent) {
  return IsTraceparent(traceparent) && (ReadSpan(traceparent.substr(53, 2)) & 1) != 0;
}

std::string SpanText(std::uint64_t span) {
  std::array<char, 8> bytes{};
  for (std::size_t i = 0; i < 8; ++i) bytes[7 - i] = static_cast<char>(span >> (8 * i));
  return Hex({bytes.data(), bytes.size()});
}

std::uint64_t ReadSpan(std::string_view text) {
  std::uint64_t span = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), span, 16);
  return error == std::errc{} && end == text.data() + text.size() ? span : 0;
}

}  // namespace tocsin
