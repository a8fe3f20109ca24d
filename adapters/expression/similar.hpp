#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tocsin::jq {

/// The known name that `name` was most likely meant to be; empty when none is near.
std::string MostSimilar(std::string_view name, const std::vector<std::string>& known);

}  // namespace tocsin::jq
