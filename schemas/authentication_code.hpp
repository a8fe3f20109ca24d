#pragma once

#include <string>
#include <string_view>

namespace tocsin {

/// Keyed hashes (RFC 2104), raw: 20, 32 and 64 bytes.
std::string HmacSha1(std::string_view key, std::string_view text);
std::string HmacSha256(std::string_view key, std::string_view text);
std::string HmacSha512(std::string_view key, std::string_view text);

/// Equality that takes as long for a near miss as for any other text of that length, for signatures
/// and keys.
bool SameSecret(std::string_view a, std::string_view b);

}  // namespace tocsin
