#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace tocsin {

/// What some editors write before a text in UTF-8; it is no part of the text.
inline constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// One character of UTF-8. `size` 0: the text begins with what is none.
struct Utf8Character {
  std::size_t size = 0;
  std::uint32_t code = 0;
};
/// The character at the start of `text`, which must not be empty.
Utf8Character FirstCharacter(std::string_view text);

bool IsUtf8(std::string_view text);
/// The same text with U+FFFD for every byte that belongs to no character; a pair of surrogates in
/// three bytes each (CESU-8) becomes the character it stands for.
std::string ToUtf8(std::string text);
/// The text up to `max_bytes`, cut between characters, with "..." where something was left out.
std::string Shortened(std::string_view text, std::size_t max_bytes);

}  // namespace tocsin
