#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// The text with every phone number in it (a '+' followed by 7 to 15 digits, also with single
/// spaces, dots, dashes or brackets between them, and with the '+' percent-encoded) masked as
/// everywhere: "+1*******543".
std::string FilterPhones(std::string_view text);

}  // namespace tocsin
