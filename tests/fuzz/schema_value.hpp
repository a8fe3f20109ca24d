#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "schemas/result.hpp"
#include "tests/fuzz/promise.hpp"

namespace tocsin::fuzz {

/// A schema, a zero byte, and a value in its encoding: the value's JSON, or nothing where one of
/// the two is refused, with a sentence. `make` gives the schema of a text.
template <class Make>
std::optional<std::string> JsonOfValue(const unsigned char* data, std::size_t size, Make make) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto end = std::min(text.find('\0'), text.size());
  const auto schema = make(text.substr(0, end));
  if (!schema) {
    Promise(!schema.error().message.empty(), "a sentence for the dead letter");
    return std::nullopt;
  }
  auto value = (*schema)->ToJson(text.substr(std::min(end + 1, text.size())));
  if (value) return *std::move(value);
  Promise(!value.error().message.empty(), "a sentence for the dead letter");
  return std::nullopt;
}

}  // namespace tocsin::fuzz
