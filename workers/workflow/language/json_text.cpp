#include "workers/workflow/language/json_text.hpp"

#include <array>
#include <charconv>

#include "schemas/utf8.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kShownBytes = 60;

}  // namespace

std::string TextOf(const json::value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return std::string(value.get_string());
  const auto text = CanonicalJson(value);
  if (!value.is_double() || text.find_first_of(".eE") == std::string::npos) return text;
  std::array<char, 32> buffer{};
  const auto [end, fault] =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value.get_double());
  return fault == std::errc{} ? std::string(buffer.data(), end) : text;
}

std::string Shown(const json::value& value) { return Shortened(CanonicalJson(value), kShownBytes); }

}  // namespace tocsin::workflow
