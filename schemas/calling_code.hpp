#pragma once

#include <span>
#include <string>
#include <string_view>

namespace tocsin {

/// The calling code of a number with its plus: "+1", "+49", "+353"; empty when it is no number.
std::string CallingCode(std::string_view phone);
/// Whether a number is of one of the countries ("+1", "+4930", also "49" or "0049"); of none said:
/// of that of `own`.
bool IsOfCountries(std::string_view phone, std::span<const std::string> countries,
                   std::string_view own);

}  // namespace tocsin
