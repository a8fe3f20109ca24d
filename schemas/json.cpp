#include "schemas/json.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "schemas/hex.hpp"
#include "schemas/utf8.hpp"

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

void WriteIndented(const json::value& value, const std::string& margin, std::string& out) {
  const std::string inner = margin + "  ";
  std::string_view separator = "\n";
  if (value.is_object() && !value.get_object().empty()) {
    out += '{';
    for (const auto& [key, item] : value.get_object()) {
      out.append(separator).append(inner).append(json::serialize(key)).append(": ");
      WriteIndented(item, inner, out);
      separator = ",\n";
    }
    out.append("\n").append(margin).append("}");
  } else if (value.is_array() && !value.get_array().empty()) {
    out += '[';
    for (const auto& item : value.get_array()) {
      out.append(separator).append(inner);
      WriteIndented(item, inner, out);
      separator = ",\n";
    }
    out.append("\n").append(margin).append("]");
  } else {
    out += json::serialize(value);
  }
}

/// The code of the escape of a UTF-16 unit (backslash, u, four digits) at `at`, or -1.
int EscapedCode(std::string_view text, std::size_t at) {
  if (text.substr(at, 2) != "\\u" || at + 6 > text.size()) return -1;
  int code = 0;
  for (std::size_t i = at + 2; i < at + 6; ++i) {
    const int digit = HexValue(text[i]);
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code;
}

void MendLoneSurrogates(std::string& text) {
  const auto is_high = [](int code) { return code >= 0xd800 && code <= 0xdbff; };
  const auto is_low = [](int code) { return code >= 0xdc00 && code <= 0xdfff; };
  for (auto at = text.find('\\'); at != std::string::npos; at = text.find('\\', at)) {
    const int code = EscapedCode(text, at);
    if (code < 0) {
      at = std::min(at + 2, text.size());  // another escape: what follows the backslash is its own
    } else if (is_high(code) && is_low(EscapedCode(text, at + 6))) {
      at += 12;
    } else {
      if (is_high(code) || is_low(code)) text.replace(at + 2, 4, "fffd");
      at += 6;
    }
  }
}

}  // namespace

std::string MendJson(std::string text) {
  if (text.starts_with(kByteOrderMark)) text.erase(0, kByteOrderMark.size());
  text = ToUtf8(std::move(text));
  MendLoneSurrogates(text);
  return text;
}

Result<json::value> ParseJson(std::string_view text) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
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

std::string Indented(const json::value& value) {
  std::string out;
  WriteIndented(value, "", out);
  return out += '\n';
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
