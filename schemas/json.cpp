#include "schemas/json.hpp"

#include <algorithm>
#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "schemas/hex.hpp"
#include "schemas/utf8.hpp"

namespace tocsin {
namespace {

constexpr std::string_view kLargeIntegerKey = "\xFF";  // a byte that UTF-8 does not have

void WriteCanonical(const json::value& value, std::string& out) {
  switch (value.kind()) {
    case json::kind::object: {
      if (const auto digits = LargeIntegerText(value); !digits.empty()) {
        out += digits;
        return;
      }
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
  if (const auto digits = LargeIntegerText(value); !digits.empty()) {
    out += digits;
  } else if (value.is_object() && !value.get_object().empty()) {
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

bool HoldsLarge(const json::value& value);
bool HoldsLarge(const json::array& items) {
  return std::ranges::any_of(items, [](const json::value& item) { return HoldsLarge(item); });
}
bool HoldsLarge(const json::object& members) {
  return std::ranges::any_of(members,
                             [](const auto& member) { return HoldsLarge(member.value()); });
}
bool HoldsLarge(const json::value& value) {
  if (value.is_array()) return HoldsLarge(value.get_array());
  if (!value.is_object()) return false;
  return !LargeIntegerText(value).empty() || HoldsLarge(value.get_object());
}

void WriteText(const json::value& value, std::string& out);
void WriteText(const json::array& items, std::string& out) {
  char separator = '[';
  for (const auto& item : items) {
    out += std::exchange(separator, ',');
    WriteText(item, out);
  }
  out += separator == '[' ? "[]" : "]";
}
void WriteText(const json::object& members, std::string& out) {
  char separator = '{';
  for (const auto& [key, member] : members) {
    out += std::exchange(separator, ',');
    out += json::serialize(key);
    out += ':';
    WriteText(member, out);
  }
  out += separator == '{' ? "{}" : "}";
}
void WriteText(const json::value& value, std::string& out) {
  if (const auto digits = LargeIntegerText(value); !digits.empty())
    out += digits;
  else if (value.is_array())
    WriteText(value.get_array(), out);
  else if (value.is_object())
    WriteText(value.get_object(), out);
  else
    out += json::serialize(value);
}

/// Nearly always there are none, and Boost.JSON's own writer is the fast one.
template <class Json>
std::string TextOfJson(const Json& json) {
  if (!HoldsLarge(json)) return json::serialize(json);
  std::string out;
  WriteText(json, out);
  return out;
}

/// Builds a value as json::parse does, but for large integers.
struct ExactHandler {
  static constexpr std::size_t max_object_size = json::object::max_size();
  static constexpr std::size_t max_array_size = json::array::max_size();
  static constexpr std::size_t max_key_size = json::string::max_size();
  static constexpr std::size_t max_string_size = json::string::max_size();
  using Text = json::string_view;
  using Fault = boost::system::error_code;

  json::value_stack stack;
  std::string number;  ///< of a number the parts before its last

  bool on_document_begin(Fault&) { return true; }
  bool on_document_end(Fault&) { return true; }
  bool on_object_begin(Fault&) { return true; }
  bool on_object_end(std::size_t count, Fault&) { return stack.push_object(count), true; }
  bool on_array_begin(Fault&) { return true; }
  bool on_array_end(std::size_t count, Fault&) { return stack.push_array(count), true; }
  bool on_key_part(Text part, std::size_t size, Fault&) {
    stack.push_chars(size == part.size() ? Text(OutsideKey(part)) : part);
    return true;
  }
  bool on_key(Text part, std::size_t size, Fault&) {
    stack.push_key(size == part.size() ? Text(OutsideKey(part)) : part);
    return true;
  }
  bool on_string_part(Text part, std::size_t, Fault&) { return stack.push_chars(part), true; }
  bool on_string(Text part, std::size_t, Fault&) { return stack.push_string(part), true; }
  bool on_number_part(Text part, Fault&) { return number += part, true; }
  bool on_int64(std::int64_t value, Text, Fault&) {
    number.clear();
    return stack.push_int64(value), true;
  }
  bool on_uint64(std::uint64_t value, Text, Fault&) {
    number.clear();
    return stack.push_uint64(value), true;
  }
  bool on_double(double value, Text part, Fault&) {
    number += part;
    if (IsLargeInteger(number)) {
      stack.push_key(kLargeIntegerKey);
      stack.push_string(number);
      stack.push_object(1);
    } else {
      // As expressions do: infinity could be written, but not be read again.
      constexpr double kLargest = std::numeric_limits<double>::max();
      stack.push_double(std::clamp(value, -kLargest, kLargest));
    }
    number.clear();
    return true;
  }
  bool on_bool(bool value, Fault&) { return stack.push_bool(value), true; }
  bool on_null(Fault&) { return stack.push_null(), true; }
  bool on_comment_part(Text, Fault&) { return true; }
  bool on_comment(Text, Fault&) { return true; }
};

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

Result<json::value> ParseJson(std::string_view text, JsonReading reading) {
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  json::parse_options options;
  options.max_depth = reading.max_depth;
  options.allow_invalid_utf8 = reading.invalid_utf8;
  json::basic_parser<ExactHandler> parser(options);
  parser.handler().stack.reset();
  boost::system::error_code error;
  const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
  if (!error && read < text.size()) error = json::error::extra_data;
  if (error) {
    return Fail(ErrorKind::kInvalid,
                "parsing JSON at byte " + std::to_string(read) + ": " + error.message());
  }
  return parser.handler().stack.release();
}

bool IsLargeInteger(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (negative) text.remove_prefix(1);
  const std::string_view bound = negative ? "9223372036854775808" : "18446744073709551615";
  if (text.size() < bound.size() || text[0] == '0') return false;
  if (text.size() == bound.size() && text <= bound) return false;
  return text.find_first_not_of("0123456789") == std::string_view::npos;
}

json::value LargeInteger(std::string_view digits) {
  return json::object{{kLargeIntegerKey, digits}};
}

std::string_view OutsideKey(std::string_view key) {
  return key == kLargeIntegerKey ? std::string_view("\xEF\xBF\xBD") : key;
}

std::string_view LargeIntegerText(const json::value& value) {
  if (!value.is_object() || value.get_object().size() != 1) return {};
  const auto& member = *value.get_object().begin();
  if (member.key() != kLargeIntegerKey || !member.value().is_string()) return {};
  const std::string_view digits = member.value().get_string();
  return IsLargeInteger(digits) ? digits : std::string_view{};
}

bool NestedDeeper(const json::value& value, std::size_t levels) {
  if (!IsContainer(value)) return false;
  if (levels == 0) return true;
  if (value.is_array())
    return std::ranges::any_of(value.get_array(), [levels](const json::value& item) {
      return NestedDeeper(item, levels - 1);
    });
  return std::ranges::any_of(value.get_object(), [levels](const auto& member) {
    return NestedDeeper(member.value(), levels - 1);
  });
}

bool IsNumeric(const json::value& value) {
  return value.is_number() || !LargeIntegerText(value).empty();
}
bool IsInteger(const json::value& value) {
  return value.is_int64() || value.is_uint64() || !LargeIntegerText(value).empty();
}
bool IsContainer(const json::value& value) {
  return value.is_array() || (value.is_object() && LargeIntegerText(value).empty());
}

const json::object* IfMap(const json::value& value) {
  return LargeIntegerText(value).empty() ? value.if_object() : nullptr;
}

std::string JsonText(const json::value& value) { return TextOfJson(value); }
std::string JsonText(const json::object& members) { return TextOfJson(members); }
std::string JsonText(const json::array& items) { return TextOfJson(items); }

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
