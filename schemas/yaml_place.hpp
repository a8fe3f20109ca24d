#pragma once

#include <cstddef>
#include <string_view>

#include "schemas/yaml.hpp"

namespace tocsin {

/// Where byte `offset` of a string's value stands in its file. `start` and `value` are the node's
/// mark and text, `source` is the whole file. Quotes, escapes, folded lines and the indentation of
/// blocks are followed; `start` itself when the value is not what the file says there (a variable
/// was put in, say). Walks the file: for findings.
Mark MarkWithin(std::string_view source, Mark start, std::string_view value, std::size_t offset);

/// The place of a byte of a text, in characters.
Mark MarkOfByte(std::string_view source, std::size_t at);

}  // namespace tocsin
