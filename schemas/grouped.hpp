#pragma once

#include <cstdint>
#include <string>

namespace tocsin {

/// A number as the reference says it: "4,000".
std::string Grouped(std::uint64_t number);

}  // namespace tocsin
