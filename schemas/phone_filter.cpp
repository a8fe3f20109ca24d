#include "schemas/phone_filter.hpp"

#include "schemas/masking.hpp"

namespace tocsin {
namespace {

constexpr std::size_t kLeastDigits = 7;

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsGap(char c) { return c == ' ' || c == '-' || c == '.' || c == '(' || c == ')'; }

/// Length of the plus sign at `at`, 0 when there is none.
std::size_t PlusAt(std::string_view text, std::size_t at) {
  if (text[at] == '+') return 1;
  return text.substr(at, 3) == "%2B" || text.substr(at, 3) == "%2b" ? 3 : 0;
}

/// The digits from `at` on; `end` becomes the place behind the last one.
std::string DigitsAt(std::string_view text, std::size_t at, std::size_t& end) {
  std::string digits;
  std::size_t gap = 0;
  end = at;
  for (; at < text.size() && gap < 3; ++at) {
    if (IsDigit(text[at])) {
      digits += text[at];
      end = at + 1;
      gap = 0;
    } else if (IsGap(text[at])) {
      ++gap;
    } else {
      break;
    }
  }
  return digits;
}

}  // namespace

std::string FilterPhones(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t plus = PlusAt(text, at);
    std::size_t end = at;
    const std::string digits = plus > 0 ? DigitsAt(text, at + plus, end) : std::string();
    if (digits.size() < kLeastDigits) {
      out += text[at++];
      continue;
    }
    out += MaskPhone("+" + digits);
    at = end;
  }
  return out;
}

}  // namespace tocsin
