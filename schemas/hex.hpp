#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// Lower-case hex of any bytes.
std::string Hex(std::string_view bytes);
/// The same at the end of a text.
void AppendHex(std::string& out, std::string_view bytes);
/// 0 to 15 for a digit in either case, else -1.
int HexValue(char digit);

}  // namespace tocsin
