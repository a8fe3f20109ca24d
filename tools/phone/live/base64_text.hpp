#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tocsin::phone {

/// The bytes of standard base64 with its padding (RFC 4648, section 4); none when it is anything
/// else, be it one character. The other way is EncodeBase64 (tools/phone/sim/signature.hpp).
std::optional<std::string> DecodeBase64(std::string_view text);

}  // namespace tocsin::phone
