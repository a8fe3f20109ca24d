#include "adapters/telephony/rest_text.hpp"

#include "adapters/http.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kMaxReason = 200;
/// A sequence of digits this long is taken for (part of) a phone number.
constexpr std::size_t kNumberDigits = 7;

bool IsNumberDigit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

std::string EncodeForm(const FormParameters& parameters) {
  std::string out;
  for (const auto& [name, value] : parameters) {
    if (!out.empty()) out += '&';
    out += PercentEncode(name) + '=' + PercentEncode(value);
  }
  return out;
}

std::string MaskCarrierText(std::string_view text, std::string_view secret) {
  std::string out;
  // Dots part the digits of addresses and versions too, so they count only after a plus sign.
  const auto parts = [&](char c, bool number) {
    return c == '-' || c == ' ' || c == '(' || c == ')' || c == '/' || (c == '.' && number);
  };
  for (std::size_t i = 0; i < text.size() && out.size() < kMaxReason;) {
    if (!secret.empty() && text.substr(i).starts_with(secret)) {
      out += "****";
      i += secret.size();
      continue;
    }
    std::size_t end = i;
    std::size_t digits = 0;
    const bool number = i > 0 && text[i - 1] == '+';
    while (end < text.size() &&
           (IsNumberDigit(text[end]) || (digits > 0 && parts(text[end], number)))) {
      if (IsNumberDigit(text[end])) ++digits;
      ++end;
    }
    while (end > i && !IsNumberDigit(text[end - 1])) --end;
    if (digits >= kNumberDigits) {
      out += "****" + std::string(text.substr(end - 2, 2));
      i = end;
    } else if (digits > 0) {
      out += text.substr(i, end - i);
      i = end;
    } else {
      const auto byte = static_cast<unsigned char>(text[i++]);
      out += byte < 0x20 || byte == 0x7f ? ' ' : static_cast<char>(byte);
    }
  }
  return out;
}

}  // namespace tocsin
