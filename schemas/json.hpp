#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin {

namespace json = boost::json;

/// Levels of objects and lists within each other that a value may have where it comes in and where
/// it goes out: an event's data, the body of a call, an argument.
inline constexpr std::size_t kMaxJsonDepth = 64;
/// The same with what we put around it: an envelope, a list of inputs, a stored request.
inline constexpr std::size_t kMaxWrappedDepth = kMaxJsonDepth + 8;
/// Whether objects and lists stand within each other in more levels than that.
bool NestedDeeper(const json::value& value, std::size_t levels = kMaxJsonDepth);

/// What ParseJson takes.
struct JsonReading {
  std::size_t max_depth = kMaxJsonDepth;
  bool invalid_utf8 = false;  ///< takes bytes that are no UTF-8 as they are
};
/// Parses one JSON text; integers beyond 64 bits are LargeInteger, a byte order mark is passed
/// over. The message has the offset.
Result<json::value> ParseJson(std::string_view text, JsonReading reading = {});
/// A JSON text from outside as it should have been written: without a byte order mark, in strict
/// UTF-8 (as ToUtf8), and with \ufffd for the escape of a surrogate without its other half. What is
/// good stays as it is, byte for byte.
std::string MendJson(std::string text);
/// An integer beyond 64 bits, for which Boost.JSON has no kind: it would be rounded to a double, in
/// which two ids are one. It is an object of one member that holds its digits and whose key is no
/// UTF-8, so that no text from outside has it (OutsideKey). ParseJson makes it; JsonText,
/// CanonicalJson and Indented write it as the number it is, expressions see a number. `digits`: as
/// JSON has them, beyond 64 bits.
json::value LargeInteger(std::string_view digits);
/// The digits (and sign) of such a value; empty for every other.
std::string_view LargeIntegerText(const json::value& value);
/// A key that comes from elsewhere and may be no UTF-8, as a member may have it: that of large
/// integers becomes U+FFFD.
std::string_view OutsideKey(std::string_view key);
/// Whether it is an integer as JSON writes it, and beyond 64 bits.
bool IsLargeInteger(std::string_view text);

/// What JSON calls a number, large integers too.
bool IsNumeric(const json::value& value);
/// A number that was written as an integer.
bool IsInteger(const json::value& value);
/// An object or an array; a large integer is neither.
bool IsContainer(const json::value& value);
/// What JSON calls an object, or nullptr: not for a large integer, whose is_object() is true.
const json::object* IfMap(const json::value& value);

/// The value as JSON on one line, its members in their order. The one way to write JSON:
/// json::serialize does not know large integers.
std::string JsonText(const json::value& value);
std::string JsonText(const json::object& members);
std::string JsonText(const json::array& items);
/// Sorted keys, no white space, integral doubles written as integers: equal values give equal
/// texts.
std::string CanonicalJson(const json::value& value);
/// For people: two spaces for each level, a line for each member, a line end at the end.
std::string Indented(const json::value& value);
/// Adds nothing to boost::json::serialize but the std::string_view of a string member, or
/// `fallback`.
std::string_view StringAt(const json::object& object, std::string_view key,
                          std::string_view fallback = {});
/// The member at an object's key, or nullptr (also when `value` is not an object).
const json::value* Find(const json::value& value, std::string_view key);
/// The value at a path of keys, or nullptr: FindPath(v, {"decided", "choice"}).
const json::value* FindPath(const json::value& value, std::initializer_list<std::string_view> path);

}  // namespace tocsin
