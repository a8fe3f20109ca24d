#include "schemas/json_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace tocsin {
namespace {

bool HasFraction(const json::value& value);
bool HasFraction(const json::array& array) {
  return std::ranges::any_of(array, [](const auto& item) { return HasFraction(item); });
}
bool HasFraction(const json::object& object) {
  return std::ranges::any_of(object,
                             [](const auto& member) { return HasFraction(member.value()); });
}
bool HasFraction(const json::value& value) {
  if (value.is_array()) return HasFraction(value.get_array());
  if (value.is_object()) return HasFraction(value.get_object());
  return value.is_double();
}

void WriteText(const json::value& value, std::string& out);

void WriteText(const json::array& array, std::string& out) {
  out += '[';
  for (std::size_t i = 0; i < array.size(); ++i) {
    if (i > 0) out += ',';
    WriteText(array[i], out);
  }
  out += ']';
}

void WriteText(const json::object& object, std::string& out) {
  out += '{';
  bool first = true;
  for (const auto& member : object) {
    if (!first) out += ',';
    first = false;
    out += json::serialize(member.key());
    out += ':';
    WriteText(member.value(), out);
  }
  out += '}';
}

void WriteText(const json::value& value, std::string& out) {
  if (value.is_array()) {
    WriteText(value.get_array(), out);
  } else if (value.is_object()) {
    WriteText(value.get_object(), out);
  } else {
    out += value.is_double() ? JsonNumber(value.get_double()) : json::serialize(value);
  }
}

/// Most values hold no fraction, and then the library writes them faster.
template <class Json>
std::string TextOfJson(const Json& json_value) {
  if (!HasFraction(json_value)) return json::serialize(json_value);
  std::string out;
  WriteText(json_value, out);
  return out;
}

}  // namespace

std::string JsonNumber(double number) {
  if (!std::isfinite(number)) return json::serialize(json::value(number));
  std::array<char, 32> buffer{};
  const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number);
  return {buffer.data(), written.ptr};
}

std::string JsonText(const json::value& value) { return TextOfJson(value); }
std::string JsonText(const json::object& object) { return TextOfJson(object); }
std::string JsonText(const json::array& array) { return TextOfJson(array); }

}  // namespace tocsin
