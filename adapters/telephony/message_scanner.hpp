#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace tocsin {

/// Goes through the members of a JSON object in its text: no tree is made and nothing is allocated,
/// which counts for messages that come fifty times a second on every line. What is inside of a
/// value is only skipped: its strings are kept apart from its brackets, nothing more is checked.
class MessageScanner {
 public:
  /// `text`: an object, with white space around it at most.
  explicit MessageScanner(std::string_view text);
  /// The next member: `key` as it stands between its quotes, `value` as it stands. False: there is
  /// none, or the text is no object.
  bool Next(std::string_view& key, std::string_view& value);
  /// After Next gave false: the object ended as it should, and nothing follows it.
  bool Whole() const { return ended_ && !bad_; }

 private:
  void SkipSpace();
  bool SkipString();
  bool SkipValue();
  bool Fault();

  std::string_view text_;
  std::size_t at_ = 0;
  bool first_ = true, ended_ = false, bad_ = false;
};

/// What stands between the quotes of a value that is a string without escapes; a number or a word
/// as it stands. nullopt: an object, a list, or a string with escapes.
std::optional<std::string_view> PlainValue(std::string_view value);
/// The same as a number that is not below zero, whether it stands in quotes or not.
std::optional<std::uint64_t> NumberValue(std::string_view value);

/// Decodes as much as there is room for, whole groups of four characters; gives the bytes made and
/// takes what it read off `text`. nullopt: no base64 (RFC 4648 section 4; padding may be left out).
std::optional<std::size_t> DecodeBase64Part(std::string_view& text, std::span<std::uint8_t> to);

}  // namespace tocsin
