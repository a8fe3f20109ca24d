#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "adapters/bus.hpp"

namespace tocsin::embedded {

/// Where an error of the embedded bus comes from.
inline constexpr char kWhere[] = "bus.embedded";

/// Headers as bytes: name and value in turn, each after its length in 4 bytes, big-endian.
std::string PackHeaders(const Headers& headers);
/// Nothing when the bytes are not such a list.
std::optional<Headers> UnpackHeaders(std::string_view bytes);

/// An array in PostgreSQL's text form, built element by element.
class ArrayText {
 public:
  void AddNumber(std::int64_t number);
  /// A word without quotes, backslashes or spaces, such as a topic's name.
  void AddWord(std::string_view word);
  /// As bytea; nothing is null.
  void AddBytes(const std::optional<std::string>& bytes);
  /// Closes the array.
  const std::string& Text();

 private:
  void Separate();
  std::string text_ = "{";
};

/// The bytes of a bytea in its hex form ("\x6162").
std::string FromHex(std::string_view text);

/// 1 to 249 letters, digits, '.', '_' and '-'.
bool IsTopicName(std::string_view name);

}  // namespace tocsin::embedded
