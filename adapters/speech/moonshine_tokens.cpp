#include "adapters/speech/moonshine_tokens.hpp"

#include <limits>
#include <utility>

namespace tocsin::speech {
namespace {

constexpr std::string_view kWordBegin = "\xE2\x96\x81";  // U+2581 stands for a space
// <unk>, <s>, </s>, then the 256 bytes, then pieces; marks like <<ST_7>> at the end.
constexpr TokenId kFirstByte = 3, kFirstPiece = kFirstByte + 256;
constexpr std::string_view kMark = "<<ST_";

/// Length in bytes of the UTF-8 character that begins with `first`; 1 for what is none.
std::size_t CharacterLength(char first) {
  const auto byte = static_cast<unsigned char>(first);
  return byte >= 0xF0 ? 4 : byte >= 0xE0 ? 3 : byte >= 0xC0 ? 2 : 1;
}

std::vector<std::string> Characters(std::string_view text) {
  std::vector<std::string> characters = {std::string(kWordBegin)};
  for (std::size_t at = 0; at < text.size();) {
    const auto length = std::min(CharacterLength(text[at]), text.size() - at);
    characters.emplace_back(text[at] == ' ' ? kWordBegin : text.substr(at, length));
    at += length;
  }
  return characters;
}

}  // namespace

Result<MoonshineTokens> MoonshineTokens::Read(std::string_view bytes) {
  MoonshineTokens tokens;
  std::size_t at = 0;
  const auto next = [&] {
    return static_cast<std::size_t>(static_cast<unsigned char>(bytes[at++]));
  };
  while (at < bytes.size()) {
    std::size_t length = next();
    if (length >= 128) {
      if (at == bytes.size()) break;
      length = length - 128 + next() * 128;
    }
    if (length > bytes.size() - at)
      return Fail(ErrorKind::kInvalid, "reading tokens: the list is cut", "speech");
    const auto id = static_cast<TokenId>(tokens.pieces_.size());
    tokens.pieces_.emplace_back(bytes.substr(at, length));
    if (id >= kFirstPiece) tokens.ids_.emplace(tokens.pieces_.back(), id);
    at += length;
  }
  if (tokens.pieces_.size() <= static_cast<std::size_t>(kFirstPiece))
    return Fail(ErrorKind::kInvalid, "reading tokens: the list is too short", "speech");
  return tokens;
}

std::string MoonshineTokens::Text(std::span<const TokenId> tokens) const {
  std::string text;
  for (const auto token : tokens) {
    if (token < kFirstByte || static_cast<std::size_t>(token) >= pieces_.size()) continue;
    std::string_view piece = pieces_[static_cast<std::size_t>(token)];
    if (piece.starts_with(kMark)) continue;
    while (!piece.empty()) {
      const bool space = piece.starts_with(kWordBegin);
      text += space ? ' ' : piece.front();
      piece.remove_prefix(space ? kWordBegin.size() : 1);
    }
  }
  const auto first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') + 1 - first);
}

Tokens MoonshineTokens::Cut(std::string_view text) const {
  auto parts = Characters(text);
  for (;;) {
    TokenId best = std::numeric_limits<TokenId>::max();
    std::size_t where = 0;
    for (std::size_t at = 0; at + 1 < parts.size(); ++at) {
      const auto found = ids_.find(parts[at] + parts[at + 1]);
      if (found == ids_.end() || found->second >= best) continue;
      best = found->second;
      where = at;
    }
    if (best == std::numeric_limits<TokenId>::max()) break;
    parts[where] += parts[where + 1];
    parts.erase(parts.begin() + static_cast<std::ptrdiff_t>(where) + 1);
  }
  Tokens tokens;
  for (const auto& part : parts) {
    const auto found = ids_.find(part);
    if (found != ids_.end()) {
      tokens.push_back(found->second);
      continue;
    }
    for (const char byte : part) tokens.push_back(kFirstByte + static_cast<unsigned char>(byte));
  }
  return tokens;
}

}  // namespace tocsin::speech
