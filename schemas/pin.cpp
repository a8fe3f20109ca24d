#include "schemas/pin.hpp"

#include <algorithm>

namespace tocsin {

std::string FaultOfPin(std::string_view text) {
  const bool digits = std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
  return digits && text.size() >= 4 && text.size() <= 12 ? "" : "must be 4 to 12 digits in quotes";
}

}  // namespace tocsin
