#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// What carriers' REST interfaces have in common.
namespace tocsin {

/// Decoded form parameters, in any order; repeats count.
using FormParameters = std::vector<std::pair<std::string, std::string>>;

/// application/x-www-form-urlencoded, order kept.
std::string EncodeForm(const FormParameters& parameters);

/// Text of a carrier that may be logged: phone numbers and the secret are masked, one line,
/// bounded.
std::string MaskCarrierText(std::string_view text, std::string_view secret);

}  // namespace tocsin
