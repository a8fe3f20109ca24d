#pragma once

#include <string_view>

namespace tocsin {

/// In international form (E.164): "+" and 7 to 15 digits, the first not 0.
bool IsPhoneNumber(std::string_view text);

}  // namespace tocsin
