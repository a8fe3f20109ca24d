#include "workers/voice/utterance.hpp"

#include <utf8proc.h>

#include <algorithm>
#include <cstdint>

namespace tocsin::voice {
namespace {

enum class Sort { kLetter, kSeparator, kNothing };

/// Marks that belong to the letter before, and characters without any shape: inside a word they
/// would hide it ("n" + zero width + "o").
bool IsInvisible(std::uint32_t code) {
  const auto in = [code](std::uint32_t from, std::uint32_t to) {
    return code >= from && code <= to;
  };
  return in(0x300, 0x36f) || code == 0xad || code == 0x61c || code == 0x180e ||
         in(0x200b, 0x200f) || in(0x202a, 0x202e) || in(0x2060, 0x206f) || in(0xfe00, 0xfe0f) ||
         code == 0xfeff || in(0xe0000, 0xe0fff);
}

bool IsApostropheOrInvisible(std::uint32_t code) {
  if (IsInvisible(code)) return true;
  switch (code) {
    case '\'':
    case '`':
    case 0x00b4:
    case 0x02b9:
    case 0x02bc:
    case 0x2018:
    case 0x2019:
    case 0x201b:
    case 0x2032:
    case 0xff07:
      return true;
    default:
      return false;
  }
}

Sort SortOf(std::uint32_t code) {
  if (IsApostropheOrInvisible(code)) return Sort::kNothing;
  if (code < 0x80) {
    const bool letter = (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') ||
                        (code >= '0' && code <= '9');
    return letter ? Sort::kLetter : Sort::kSeparator;
  }
  const bool punctuation = (code >= 0x80 && code <= 0xbf) || code == 0xd7 || code == 0xf7 ||
                           (code >= 0x2000 && code <= 0x2bff) ||
                           (code >= 0x2e00 && code <= 0x2e7f) ||
                           (code >= 0x3000 && code <= 0x303f) ||
                           (code >= 0xfe10 && code <= 0xfe6f) || (code >= 0xff00 && code <= 0xff0f);
  return punctuation ? Sort::kSeparator : Sort::kLetter;
}

/// Latin (ASCII and Latin-1), Greek and Cyrillic capitals; others stay as they are.
std::uint32_t LowerCase(std::uint32_t code) {
  if (code >= 'A' && code <= 'Z') return code + 32;
  if (code >= 0xc0 && code <= 0xde && code != 0xd7) return code + 32;
  if (code >= 0x391 && code <= 0x3a9) return code + 32;
  if (code >= 0x410 && code <= 0x42f) return code + 32;
  if (code >= 0x400 && code <= 0x40f) return code + 80;
  return code;
}

/// Takes one character off the front; broken UTF-8 gives a space.
std::uint32_t NextCharacter(std::string_view& text) {
  const auto first = static_cast<std::uint8_t>(text[0]);
  const std::size_t size = first < 0x80    ? 1
                           : first >= 0xf0 ? 4
                           : first >= 0xe0 ? 3
                           : first >= 0xc0 ? 2
                                           : 0;
  if (size == 0 || text.size() < size) {
    text.remove_prefix(1);
    return ' ';
  }
  std::uint32_t code = size == 1 ? first : first & (0xffU >> (size + 1));
  for (std::size_t i = 1; i < size; ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if ((byte & 0xc0) != 0x80) {
      text.remove_prefix(i);
      return ' ';
    }
    code = code << 6 | (byte & 0x3fU);
  }
  text.remove_prefix(size);
  return code;
}

void Append(std::string& out, std::uint32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
    return;
  }
  const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
  const std::uint32_t marks[] = {0, 0xc0, 0xe0, 0xf0};
  out += static_cast<char>(marks[more] | code >> (6 * more));
  for (int i = more - 1; i >= 0; --i) out += static_cast<char>(0x80 | ((code >> (6 * i)) & 0x3f));
}

}  // namespace

Words ToWords(std::string_view text) {
  Words words;
  std::string word;
  const auto finish = [&] {
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  while (!text.empty()) {
    const std::uint32_t code = NextCharacter(text);
    switch (SortOf(code)) {
      case Sort::kLetter:
        Append(word, LowerCase(code));
        break;
      case Sort::kSeparator:
        finish();
        break;
      case Sort::kNothing:
        break;
    }
  }
  finish();
  return words;
}

std::optional<std::size_t> FindPhrase(std::span<const std::string> words,
                                      std::span<const std::string> phrase, std::size_t from) {
  if (phrase.empty() || from > words.size()) return std::nullopt;
  const auto found = std::search(words.begin() + static_cast<std::ptrdiff_t>(from), words.end(),
                                 phrase.begin(), phrase.end());
  if (found == words.end()) return std::nullopt;
  return static_cast<std::size_t>(found - words.begin());
}

bool HasPhrase(std::span<const std::string> words, std::span<const std::string_view> phrases) {
  std::string joined = " ";
  for (const auto& word : words) joined += word + " ";
  return std::ranges::any_of(phrases, [&](std::string_view phrase) {
    return joined.find(" " + std::string(phrase) + " ") != std::string::npos;
  });
}

std::string Capitalised(std::string text) {
  utf8proc_int32_t first = 0;
  const auto* bytes = reinterpret_cast<const utf8proc_uint8_t*>(text.data());
  const auto size = utf8proc_iterate(bytes, static_cast<utf8proc_ssize_t>(text.size()), &first);
  if (size <= 0) return text;
  utf8proc_uint8_t capital[4];
  const auto length = utf8proc_encode_char(utf8proc_totitle(first), capital);
  return text.replace(0, static_cast<std::size_t>(size), reinterpret_cast<const char*>(capital),
                      static_cast<std::size_t>(length));
}

}  // namespace tocsin::voice
