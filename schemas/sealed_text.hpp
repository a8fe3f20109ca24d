#pragma once

#include <string>
#include <string_view>

#include "schemas/result.hpp"

namespace tocsin {

/// The text for a URL, such that only who has the key can read it or make one: AES-256-GCM with a
/// random nonce, base64url. `key`: any bytes that nobody can guess.
std::string SealText(std::string_view key, std::string_view text);
/// kRejected: altered, cut, or of another key.
Result<std::string> OpenSealedText(std::string_view key, std::string_view sealed);

}  // namespace tocsin
