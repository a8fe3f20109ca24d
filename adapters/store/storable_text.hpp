#pragma once

#include <string>
#include <string_view>

namespace tocsin::postgres {

/// Any bytes as a text that PostgreSQL accepts, and back. Valid UTF-8 without NUL stays as it is; a
/// NUL and every byte that belongs to no valid character become the private character U+10FE00 +
/// byte. (Such a character in the input is itself written byte by byte, so that reading back is
/// exact.)
std::string ToStorable(std::string_view bytes);
std::string FromStorable(std::string_view text);

}  // namespace tocsin::postgres
