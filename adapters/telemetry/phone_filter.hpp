#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// The text with every phone number in it (a '+' followed by 7 to 15 digits, also with single
/// spaces, dots, dashes or brackets between them, and with the '+' percent-encoded) reduced to its
/// ends: "+1555***6543". Short numbers keep less.
std::string FilterPhones(std::string_view text);

}  // namespace tocsin
