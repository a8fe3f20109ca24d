#include "workers/workflow/json_text.hpp"

#include "schemas/utf8.hpp"

namespace tocsin::workflow {
namespace {

constexpr std::size_t kShownBytes = 60;

}  // namespace

std::string TextOf(const json::value& value) {
  if (value.is_null()) return {};
  if (value.is_string()) return std::string(value.get_string());
  return CanonicalJson(value);
}

std::string Shown(const json::value& value) { return Shortened(CanonicalJson(value), kShownBytes); }

}  // namespace tocsin::workflow
