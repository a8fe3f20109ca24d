#include "schemas/json.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

namespace tocsin {
namespace {

void WriteCanonical(const json::value& value, std::string& out) {
  switch (value.kind()) {
    case json::kind::object: {
      std::vector<const json::key_value_pair*> members;
      members.reserve(value.get_object().size());
      for (const auto& member : value.get_object()) members.push_back(&member);
      std::ranges::sort(members, {},
                        [](const auto* member) { return std::string_view(member->key()); });
      out += '{';
      for (std::size_t i = 0; i < members.size(); ++i) {
        if (i > 0) out += ',';
        out += json::serialize(members[i]->key());
        out += ':';
        WriteCanonical(members[i]->value(), out);
      }
      out += '}';
      return;
    }
    case json::kind::array: {
      out += '[';
      bool first = true;
      for (const auto& element : value.get_array()) {
        if (!first) out += ',';
        first = false;
        WriteCanonical(element, out);
      }
      out += ']';
      return;
    }
    case json::kind::double_: {
      const double number = value.get_double();
      if (std::nearbyint(number) == number && std::abs(number) < 9007199254740992.0) {
        out += std::to_string(static_cast<std::int64_t>(number));
        return;
      }
      out += json::serialize(value);
      return;
    }
    default:
      out += json::serialize(value);
  }
}

}  // namespace

Result<json::value> ParseJson(std::string_view text) {
  json::parse_options options;
  options.max_depth = 64;
  json::stream_parser parser({}, options);
  boost::system::error_code error;
  const std::size_t read = parser.write_some(text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (!error) parser.finish(error);
  if (error) {
    return Fail(ErrorKind::kInvalid,
                "parsing JSON at byte " + std::to_string(read) + ": " + error.message());
  }
  return parser.release();
}

std::string CanonicalJson(const json::value& value) {
  std::string out;
  WriteCanonical(value, out);
  return out;
}

std::string_view StringAt(const json::object& object, std::string_view key,
                          std::string_view fallback) {
  const auto* found = object.if_contains(key);
  if (found == nullptr || !found->is_string()) return fallback;
  return found->get_string();
}

const json::value* Find(const json::value& value, std::string_view key) {
  return value.is_object() ? value.get_object().if_contains(key) : nullptr;
}

const json::value* FindPath(const json::value& value,
                            std::initializer_list<std::string_view> path) {
  const json::value* at = &value;
  for (const auto key : path) {
    at = Find(*at, key);
    if (at == nullptr) return nullptr;
  }
  return at;
}

}  // namespace tocsin
