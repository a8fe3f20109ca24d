#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "adapters/expression/meter.hpp"
#include "adapters/expression/value.hpp"

namespace tocsin::jq {

/// A number as jq writes it: integers in full, others with up to 17 digits; NaN is null, infinity
/// the largest double.
std::string NumberText(const Value& number);

/// The value as JSON on one line, members in their order. False when the text would pass `limit`
/// bytes, or the meter its bound; `out` then ends anywhere.
bool WriteJson(const Value& value, Meter& meter, std::size_t limit, std::string& out);

/// The value as errors show it, cut to 30 bytes as jq does: "string (\"long…...\")" without kind.
std::string Glimpse(const Value& value);
/// "number (3)", as jq's messages begin.
std::string Described(const Value& value);

/// A text in quotes, escaped as JSON.
void WriteQuoted(std::string_view text, std::string& out);

/// One JSON text as `fromjson` reads it (also nan). On failure false and jq's message.
bool ReadJson(std::string_view text, Meter& meter, Value& out, std::string& message);

/// A number as jq's lexer and `tonumber` read it; false when the whole text is none.
bool ReadNumber(std::string_view text, Value& out);

/// Where `part` is in `text` from `from` on, or npos, in time that grows with both and not with
/// their product.
std::size_t FindText(std::string_view text, std::string_view part, std::size_t from = 0);

/// Characters of UTF-8.
std::size_t CountPoints(std::string_view text);
/// Byte offset of the character `index`, or the size when there are fewer.
std::size_t ByteOfPoint(std::string_view text, std::size_t index);
void AppendPoint(std::uint32_t point, std::string& out);
/// The code point at `at`, which moves behind it; U+FFFD for what is not UTF-8.
std::uint32_t NextPoint(std::string_view text, std::size_t& at);
/// The text with what is not UTF-8 replaced by U+FFFD.
std::string ValidUtf8(std::string_view text);

}  // namespace tocsin::jq
