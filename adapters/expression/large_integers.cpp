#include "adapters/expression/large_integers.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "adapters/expression/result_bounds.hpp"

namespace tocsin {
namespace {

constexpr double kExactDoubles = 9007199254740992.0;  // 2^53

/// The digits of a whole double as jq 1.6 writes it: the shortest that give it back, filled up with
/// zeros.
std::string RoundedDigits(double number) {
  std::array<char, 64> text{};
  const auto end = std::to_chars(text.data(), text.data() + text.size(), std::abs(number),
                                 std::chars_format::scientific)
                       .ptr;
  const std::string_view shortest(text.data(), static_cast<std::size_t>(end - text.data()));
  const auto exponent = shortest.find('e');
  std::string digits;
  for (const char c : shortest.substr(0, exponent))
    if (c != '.') digits += c;
  std::size_t places = 0;  // the exponent has its sign, which is + here
  std::from_chars(shortest.data() + exponent + 2, end, places);
  if (digits.size() < places + 1) digits.append(places + 1 - digits.size(), '0');
  return digits;
}

tl::unexpected<Error> WouldChange(const std::string& digits) {
  return Fail(ErrorKind::kInvalid,
              "the integer " + digits +
                  " is beyond 2^53 and would be changed: send it as a string, or use it by a path "
                  "alone",
              "expression");
}

}  // namespace

void LargeIntegers::Note(const json::value& integer) {
  const auto number = integer.to_number<double>();
  if (std::abs(number) < kExactDoubles) return;
  std::string digits = json::serialize(integer);
  std::string rounded = RoundedDigits(number);
  if (digits == (number < 0 ? "-" : "") + rounded) return;  // it stays what it is
  const auto [found, fresh] =
      known_.try_emplace(number, Known{digits, integer, std::move(rounded)});
  if (!fresh && found->second.digits != digits) found->second.integer = nullptr;
}

Result<json::value> LargeIntegers::Restore(double number) const {
  const bool beyond = !known_.empty() && std::abs(number) >= kExactDoubles && std::isfinite(number);
  if (!beyond) return ResultNumber(number);
  const auto found = known_.find(number);
  if (found == known_.end()) {
    // Far from every one of them it has another origin.
    for (const auto& [rounded, known] : known_)
      if (std::abs(number - rounded) <= std::abs(rounded) * 1e-6) return WouldChange(known.digits);
    return ResultNumber(number);
  }
  if (found->second.integer.is_null()) return WouldChange(found->second.digits);
  return found->second.integer;
}

Status LargeIntegers::CheckText(std::string_view text) const {
  for (const auto& [number, known] : known_)
    if (text.find(known.rounded) != std::string_view::npos &&
        text.find(known.digits) == std::string_view::npos)
      return WouldChange(known.digits);
  return {};
}

}  // namespace tocsin
