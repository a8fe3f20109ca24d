#include "adapters/telephony/message_scanner.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace tocsin {
namespace {

bool IsJsonSpace(char c) { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }

constexpr std::uint8_t kNoDigit = 0xFF;
constexpr std::array<std::uint8_t, 256> Base64Digits() {
  std::array<std::uint8_t, 256> digits{};
  digits.fill(kNoDigit);
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  for (std::size_t i = 0; i < kAlphabet.size(); ++i)
    digits[static_cast<unsigned char>(kAlphabet[i])] = static_cast<std::uint8_t>(i);
  return digits;
}
constexpr auto kBase64Digits = Base64Digits();

}  // namespace

MessageScanner::MessageScanner(std::string_view text) : text_(text) {
  SkipSpace();
  if (at_ < text_.size() && text_[at_] == '{') {
    ++at_;
  } else {
    bad_ = true;
  }
}

void MessageScanner::SkipSpace() {
  while (at_ < text_.size() && IsJsonSpace(text_[at_])) ++at_;
}

bool MessageScanner::Fault() {
  bad_ = true;
  return false;
}

/// From the opening quote to behind the closing one.
bool MessageScanner::SkipString() {
  if (at_ >= text_.size() || text_[at_] != '"') return false;
  for (++at_; at_ < text_.size(); ++at_) {
    if (text_[at_] == '\\') {
      ++at_;
    } else if (text_[at_] == '"') {
      ++at_;
      return true;
    }
  }
  return false;
}

bool MessageScanner::SkipValue() {
  std::size_t open = 0;
  const std::size_t begin = at_;
  while (at_ < text_.size()) {
    const char c = text_[at_];
    if (c == '"') {
      if (!SkipString()) return false;
    } else if (c == '{' || c == '[') {
      ++open;
      ++at_;
    } else if (c == '}' || c == ']') {
      if (open == 0) break;
      --open;
      ++at_;
    } else if (open == 0 && (c == ',' || IsJsonSpace(c))) {
      break;
    } else {
      ++at_;
      continue;
    }
    if (open == 0) break;
  }
  return open == 0 && at_ > begin;
}

bool MessageScanner::Next(std::string_view& key, std::string_view& value) {
  if (bad_ || ended_) return false;
  SkipSpace();
  if (at_ < text_.size() && text_[at_] == '}') {
    ++at_;
    SkipSpace();
    ended_ = true;
    bad_ = at_ < text_.size();
    return false;
  }
  if (!first_) {
    if (at_ >= text_.size() || text_[at_] != ',') return Fault();
    ++at_;
    SkipSpace();
  }
  first_ = false;
  const std::size_t key_at = at_;
  if (!SkipString()) return Fault();
  key = text_.substr(key_at + 1, at_ - key_at - 2);
  SkipSpace();
  if (at_ >= text_.size() || text_[at_] != ':') return Fault();
  ++at_;
  SkipSpace();
  const std::size_t value_at = at_;
  if (!SkipValue()) return Fault();
  value = text_.substr(value_at, at_ - value_at);
  return true;
}

std::optional<std::string_view> PlainValue(std::string_view value) {
  if (value.empty() || value.front() == '{' || value.front() == '[') return std::nullopt;
  if (value.front() != '"') return value;
  if (value.size() < 2 || value.find('\\') != std::string_view::npos) return std::nullopt;
  return value.substr(1, value.size() - 2);
}

std::optional<std::uint64_t> NumberValue(std::string_view value) {
  const auto plain = PlainValue(value);
  if (!plain) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(plain->data(), plain->data() + plain->size(), number);
  if (error != std::errc() || end != plain->data() + plain->size()) return std::nullopt;
  return number;
}

std::optional<std::size_t> DecodeBase64Part(std::string_view& text, std::span<std::uint8_t> to) {
  std::size_t made = 0;
  while (!text.empty() && made + 3 <= to.size()) {
    std::array<std::uint8_t, 4> digits{};
    std::size_t count = 0;
    while (count < 4 && count < text.size() && text[count] != '=') {
      digits[count] = kBase64Digits[static_cast<unsigned char>(text[count])];
      if (digits[count] == kNoDigit) return std::nullopt;
      ++count;
    }
    if (count < 2) return std::nullopt;
    if (count < 4) {
      // Only the end may be shorter; padding, where it is, fills the group of four.
      const auto padding = text.substr(count);
      const bool filled =
          padding.size() + count == 4 && padding.find_first_not_of('=') == std::string_view::npos;
      if (!padding.empty() && !filled) return std::nullopt;
    }
    to[made++] = static_cast<std::uint8_t>((digits[0] << 2) | (digits[1] >> 4));
    if (count > 2) to[made++] = static_cast<std::uint8_t>((digits[1] << 4) | (digits[2] >> 2));
    if (count > 3) to[made++] = static_cast<std::uint8_t>((digits[2] << 6) | digits[3]);
    text.remove_prefix(std::min<std::size_t>(4, text.size()));
  }
  return made;
}

}  // namespace tocsin
