#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin {

namespace json = boost::json;

/// Parses one JSON text; depth at most 64, invalid UTF-8 is an error, a byte order mark is passed
/// over. The message has the offset.
Result<json::value> ParseJson(std::string_view text);
/// A JSON text from outside as it should have been written: without a byte order mark, in strict
/// UTF-8 (as ToUtf8), and with \ufffd for the escape of a surrogate without its other half. What is
/// good stays as it is, byte for byte.
std::string MendJson(std::string text);
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
