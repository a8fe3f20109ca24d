#include "adapters/expression/result_bounds.hpp"

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>

namespace tocsin {

Status ResultBounds::Spend(std::size_t bytes) {
  used_ += bytes;
  if (used_ <= limits_.result_bytes) return {};
  return Fail(ErrorKind::kInvalid,
              "result is larger than " + std::to_string(limits_.result_bytes) + " bytes",
              "expression");
}

Status ResultBounds::Enter(int depth) {
  if (depth > limits_.result_depth)
    return Fail(ErrorKind::kInvalid,
                "result is nested deeper than " + std::to_string(limits_.result_depth),
                "expression");
  return Spend(8);
}

json::value ResultNumber(double number) {
  constexpr double kLimit = 9223372036854775808.0;  // 2^63
  if (std::isnan(number)) return nullptr;
  if (std::isinf(number)) return std::copysign(std::numeric_limits<double>::max(), number);
  if (number == std::floor(number) && number < kLimit && number >= -kLimit)
    return static_cast<std::int64_t>(number);
  return number;
}

}  // namespace tocsin
