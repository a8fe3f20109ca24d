#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tocsin::phone {

/// Form fields in order, repeats kept.
using Params = std::vector<std::pair<std::string, std::string>>;

std::string EncodeForm(const Params& params);
Params DecodeForm(std::string_view body);
/// First value of a field, or empty.
std::string_view FirstOf(const Params& params, std::string_view name);
bool Has(const Params& params, std::string_view name);

}  // namespace tocsin::phone
