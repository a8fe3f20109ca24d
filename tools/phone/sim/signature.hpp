#pragma once

#include <string>
#include <string_view>

#include "tools/phone/sim/params.hpp"

namespace tocsin::phone {

/// X-Twilio-Signature: base64 of HMAC-SHA1, keyed with the token, over the URL as given (query
/// kept, no fragment) followed by the form fields: names in byte order, for each name its distinct
/// values sorted.
std::string Sign(std::string_view token, std::string_view url, const Params& params = {});

std::string EncodeBase64(std::string_view bytes);

}  // namespace tocsin::phone
