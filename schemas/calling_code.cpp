#include "schemas/calling_code.hpp"

#include <algorithm>

#include "schemas/phone_number.hpp"

namespace tocsin {

std::string CallingCode(std::string_view phone) {
  // ITU-T E.164: +1 and +7 are shared plans, these have two digits, all others three.
  static constexpr std::string_view kTwoDigits[] = {
      "20", "27", "30", "31", "32", "33", "34", "36", "39", "40", "41", "43", "44", "45", "46",
      "47", "48", "49", "51", "52", "53", "54", "55", "56", "57", "58", "60", "61", "62", "63",
      "64", "65", "66", "81", "82", "84", "86", "90", "91", "92", "93", "94", "95", "98"};
  if (!IsPhoneNumber(phone)) return {};
  if (phone[1] == '1' || phone[1] == '7') return std::string(phone.substr(0, 2));
  const bool two = std::ranges::find(kTwoDigits, phone.substr(1, 2)) != std::end(kTwoDigits);
  return std::string(phone.substr(0, two ? 3 : 4));
}

bool IsOfCountries(std::string_view phone, std::span<const std::string> countries,
                   std::string_view own) {
  const auto is_of = [phone](std::string_view prefix) {
    if (prefix.starts_with('+')) prefix.remove_prefix(1);
    if (prefix.starts_with("00")) prefix.remove_prefix(2);
    return !prefix.empty() && phone.substr(1).starts_with(prefix);
  };
  return countries.empty() ? is_of(CallingCode(own)) : std::ranges::any_of(countries, is_of);
}

}  // namespace tocsin
