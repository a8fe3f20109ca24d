#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "schemas/yaml.hpp"

namespace tocsin {

/// A file for the places of findings in it: it is walked once, however many there are. Refers to
/// the text.
class SourceText {
 public:
  explicit SourceText(std::string_view source);

  /// Where byte `offset` of a string's value stands in the file. `start` and `value` are the node's
  /// mark and text. Quotes, escapes, folded lines and the indentation of blocks are followed;
  /// `start` itself when the value is not what the file says there (a variable was put in, say).
  Mark Within(Mark start, std::string_view value, std::size_t offset) const;

 private:
  struct Stop {
    Mark mark;
    std::size_t byte = 0;
  };
  std::optional<std::size_t> ByteOf(Mark mark) const;

  std::string_view source_;
  std::vector<Stop> stops_;  ///< the start of each line, and places on the way of long ones
};

/// The place of a byte of a text, in characters.
Mark MarkOfByte(std::string_view source, std::size_t at);

}  // namespace tocsin
