#include "schemas/phone_number.hpp"

#include <algorithm>

namespace tocsin {

bool IsPhoneNumber(std::string_view text) {
  if (text.size() < 8 || text.size() > 16 || text[0] != '+' || text[1] == '0') return false;
  return std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

}  // namespace tocsin
